// The page around a page: who is signed in, where one can go, the search box, the heading.
import type { ComponentChildren } from "preact";
import type { Authenticated } from "../../api/authenticate";
import { assetPath } from "../assets/assets";
import type { Entry } from "../navigation";
import type { View } from "../page";
import { Form } from "./Form";

interface Props {
  view: View;
  who: Authenticated | null;
  entries: Entry[];
  /** Whether the search box is in the top bar, rather than in the page. */
  searches: boolean;
  formToken: string;
  children: ComponentChildren;
}

export function Layout({ view, who, entries, searches, formToken, children }: Props) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${view.title} – resale-edge`}</title>
        <link rel="icon" type="image/svg+xml" href={assetPath("icon.svg")} />
        <link rel="stylesheet" href={assetPath("console.css")} />
        <script defer src={assetPath("console.js")} />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <header class="top">
          <a class="brand" href="/console">
            <Logo />
            <span>resale-edge</span>
          </a>
          {who !== null && (
            <>
              {searches && <Search formToken={formToken} />}
              <Account who={who} formToken={formToken} />
            </>
          )}
        </header>
        {entries.length > 0 && <Navigation entries={entries} />}
        <main id="content" tabIndex={-1} class={view.alone ? "alone" : undefined}>
          <Heading view={view} />
          {children}
        </main>
      </body>
    </html>
  );
}

/** Drawn inline: nothing to load. */
const Logo = () => (
  <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M4 7h11m0 0-4-4m4 4-4 4M20 17H9m0 0 4 4m-4-4 4-4" />
  </svg>
);

const Heading = ({ view }: { view: View }) => (
  <div class="heading">
    {view.trail && (
      <nav aria-label="Where you are">
        <ol class="trail">
          {view.trail.map(({ label, href }) => (
            <li key={href}>
              <a href={href}>{label}</a>
            </li>
          ))}
        </ol>
      </nav>
    )}
    <h1>{view.title}</h1>
  </div>
);

const Navigation = ({ entries }: { entries: Entry[] }) => (
  <nav class="sections" aria-label="Sections">
    <ul>
      {entries.map(({ label, href, current }) => (
        <li key={href}>
          <a href={href} aria-current={current ? "page" : undefined}>
            {label}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

const Search = ({ formToken }: { formToken: string }) => (
  <search class="search">
    <Form action="/console/care" formToken={formToken}>
      <label class="hidden" for="top-search">
        Search entitlements
      </label>
      <input
        id="top-search"
        name="q"
        type="search"
        placeholder="Search entitlements"
        autocomplete="off"
        required
      />
    </Form>
  </search>
);

function Account({ who, formToken }: { who: Authenticated; formToken: string }) {
  const { name, environment, side } = who.caller;
  return (
    <div class="account">
      <p>
        <b>{name}</b> <span class="quiet">{side.toLowerCase()}</span>{" "}
        <span class={`environment ${environment ?? "both"}`}>{environment ?? "both"}</span>
      </p>
      <Form action="/console/sign-out" formToken={formToken}>
        <button class="link" type="submit">
          Sign out
        </button>
      </Form>
    </div>
  );
}
