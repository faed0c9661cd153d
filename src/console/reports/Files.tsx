// The files that were asked for, with the form that asks: a table, what there is instead of one, or why there is none.
import type { Reply } from "../ask";
import { Pagination } from "../components/Pagination";
import { RefusalNotice } from "../components/RefusalNotice";
import type { Listed } from "./answers";
import { addressOf, isFiltered, type Asked } from "./asked";
import { FileTable } from "./FileTable";
import { Filters } from "./Filters";
import { NoFiles } from "./NoFiles";
import type { Whose } from "./whose";

interface Props {
  whose: Whose;
  asked: Asked;
  cursor: string | null;
  found: Reply<Listed>;
  partners: readonly string[];
}

export const Files = ({ whose, asked, cursor, found, partners }: Props) => (
  <section class="card" aria-labelledby="files">
    <h2 id="files">Files</h2>
    <Filters {...{ whose, asked, partners }} refused={found.ok ? null : found.refused} />
    {found.ok ? (
      <Found {...{ whose, asked, cursor }} listed={found.body} />
    ) : (
      <RefusalNotice refused={found.refused} title="There is no such list" />
    )}
  </section>
);

function Found({ whose, asked, cursor, listed }: Omit<Props, "found" | "partners"> & { listed: Listed }) {
  const { reports, nextCursor } = listed;
  if (reports.length === 0) return <NoFiles all={isFiltered(asked) ? addressOf(whose, null, null) : null} />;
  return (
    <>
      <FileTable files={reports} whose={whose} />
      <Pagination
        label="Report files"
        first={cursor === null ? null : addressOf(whose, asked, null)}
        more={nextCursor === null ? null : addressOf(whose, asked, nextCursor)}
      />
    </>
  );
}
