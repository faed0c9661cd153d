// A view as an answer: the layout around it, rendered to text.
import { renderToString } from "preact-render-to-string";
import { Layout } from "./components/Layout";
import { entriesOf } from "./navigation";
import type { View, Visit } from "./page";

/** The whole page; who is signed in and what every form carries come from the visit, if it got that far. */
export function rendered(view: View, visit: Pick<Visit, "url"> & Partial<Visit>): Response {
  const who = view.bare ? null : (visit.who ?? null);
  const path = view.under ?? visit.url.pathname;
  const side = who?.caller.side ?? "PLATFORM";
  const entries = side === "PLATFORM" ? [] : entriesOf(side, path);
  const page = (
    <Layout
      view={view}
      who={who}
      entries={entries}
      searches={visit.url.pathname !== "/console/care"}
      formToken={visit.formToken ?? ""}
    >
      {view.body}
    </Layout>
  );
  return new Response(`<!doctype html>${renderToString(page)}`, {
    status: view.status ?? 200,
    headers: { "Content-Type": "text/html; charset=utf-8", ...view.headers },
  });
}
