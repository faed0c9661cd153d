// The part of the page table about the catalogue: read it, and see what a changed document would do. It is applied from
// the command line, where the document is a file that has been reviewed.
import { forParties, type Page } from "../page";
import { cataloguePage } from "./catalogue";
import { plan, planForm } from "./plan";

const operator = forParties("OPERATOR");
/** A megabyte of JSON, three bytes per character in a form. */
const MOST_PLAN_BYTES = 3 * 1024 * 1024;

export const CATALOGUE_PAGES: readonly Page[] = [
  operator("GET", "/console/catalogue", cataloguePage, { entry: "Catalogue" }),
  operator("GET", "/console/catalogue/plan", planForm),
  operator("POST", "/console/catalogue/plan", plan, { mostBytes: MOST_PLAN_BYTES }),
];
