// The part of the page table that is about everything at once.
import { forParties, seeOther, type Page } from "../page";
import { overview } from "./overview";

const anybody = forParties("RESELLER", "MERCHANT", "OPERATOR");

export const OVERVIEW_PAGES: readonly Page[] = [
  anybody("GET", "/console", () => seeOther("/console/overview")),
  anybody("GET", "/console/overview", overview, { entry: "Overview" }),
];
