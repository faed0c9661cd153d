// The files as a table, each with the ways to download it.
import { Table } from "../components/Table";
import { Time } from "../components/Time";
import type { FileShown } from "./answers";
import { given } from "./asked";
import { sizeWords } from "./size";
import { PATH, type Whose } from "./whose";
import { ENCODINGS, FREQUENCY_WORDS, periodWords, REPORTS } from "./words";

export function FileTable({ files, whose }: { files: readonly FileShown[]; whose: Whose }) {
  const count = new Intl.NumberFormat("en");
  const columns = [
    { label: "Report" },
    { label: "Period" },
    { label: whose.partner.label },
    { label: "Lines", numeric: true },
    { label: "Size", numeric: true },
    { label: "Written" },
    { label: "Download" },
  ];
  const rows = files.map((file) => ({
    id: `${partnerOf(file)}/${file.name}`,
    cells: [
      <>
        {REPORTS[file.type].name}, {FREQUENCY_WORDS[file.frequency]}
        <code class="file">{file.name}</code>
      </>,
      periodWords(file.frequency, file.from, file.to),
      partnerOf(file),
      count.format(file.rows),
      <span class="size">{sizeWords(file.size)}</span>,
      <Time date={file.dateCreated} />,
      <Downloads file={file} whose={whose} />,
    ],
  }));
  return <Table caption="Report files, the newest first" columns={columns} rows={rows} />;
}

const partnerOf = ({ merchantAccountKey, resellerKey }: FileShown): string =>
  merchantAccountKey ?? resellerKey ?? "";

const Downloads = ({ file, whose }: { file: FileShown; whose: Whose }) => (
  <ul class="downloads">
    {Object.entries(ENCODINGS).map(([name, { short, query }]) => (
      <li key={name}>
        <a href={hrefOf(file, { ...whose.named, ...query })}>
          {short}
          <span class="hidden">
            {" "}
            {file.name} of {partnerOf(file)}
          </span>
        </a>
      </li>
    ))}
  </ul>
);

function hrefOf(file: FileShown, fields: Record<string, string>): string {
  const query = given(fields).toString();
  return `${PATH}/file/${encodeURIComponent(partnerOf(file))}/${file.name}${query && `?${query}`}`;
}
