// The part of the page table about reports. Downloads are GETs without an effect; only an operator's page does something.
import { forParties, type Page } from "../page";
import { downloadFile } from "./downloadFile";
import { downloadRange } from "./downloadRange";
import { reportsPage } from "./reports";
import { rerun, rerunForm } from "./rerun";
import { PATH } from "./whose";

const anybody = forParties("RESELLER", "MERCHANT", "OPERATOR");
const operator = forParties("OPERATOR");

export const REPORT_PAGES: readonly Page[] = [
  anybody("GET", PATH, reportsPage, { entry: "Reports" }),
  anybody("GET", `${PATH}/range`, downloadRange),
  anybody("GET", `${PATH}/file/:partner/:name`, downloadFile),
  operator("GET", `${PATH}/run`, rerunForm),
  operator("POST", `${PATH}/run`, rerun),
];
