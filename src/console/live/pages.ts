// The part of the page table that moves.
import { forParties, type Page } from "../page";
import { live, liveEvents } from "./live";

const anybody = forParties("RESELLER", "MERCHANT", "OPERATOR");

export const LIVE_PAGES: readonly Page[] = [
  anybody("GET", "/console/live", live, { entry: "Live" }),
  anybody("GET", "/console/live/events", liveEvents, { byScript: true }),
];
