// The part of the page table that is about single entitlements.
import { forGuests, forParties, type Page } from "../page";
import { shareForm, shareLink } from "../share/share";
import { sharedPage } from "../share/shared";
import { askAction, doAction } from "./act";
import { entitlementPage } from "./entitlement";
import { search, searchForm } from "./search";

const anybody = forParties("RESELLER", "MERCHANT", "OPERATOR");
const ENTITLEMENT = "/console/entitlement/:entitlementId";

export const CARE_PAGES: readonly Page[] = [
  anybody("GET", "/console/care", searchForm, { entry: "Care" }),
  anybody("POST", "/console/care", search),
  anybody("GET", ENTITLEMENT, entitlementPage),
  anybody("GET", `${ENTITLEMENT}/share`, shareForm),
  anybody("POST", `${ENTITLEMENT}/share`, shareLink),
  anybody("GET", `${ENTITLEMENT}/:action`, askAction),
  anybody("POST", `${ENTITLEMENT}/:action`, doAction),
  forGuests("GET", "/console/shared/:token", sharedPage),
];
