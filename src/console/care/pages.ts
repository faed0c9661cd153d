// The part of the page table that is about single entitlements.
import { forParties, type Page } from "../page";
import { searchForm } from "./search";

const anybody = forParties("RESELLER", "MERCHANT", "OPERATOR");

export const CARE_PAGES: readonly Page[] = [anybody("GET", "/console/care", searchForm, { entry: "Care" })];
