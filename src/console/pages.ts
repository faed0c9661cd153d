// The console as a table of contents: method, path, who may open it, who handles it. Navigation, 404s and the test that
// nobody opens anything of others come from it; a page that is not here does not exist.
import { CARE_PAGES } from "./care/pages";
import { CATALOGUE_PAGES } from "./catalogue/pages";
import { CERTIFICATION_PAGES } from "./certification/pages";
import { ENDPOINT_PAGES } from "./endpoints/pages";
import { JOB_PAGES } from "./jobs/pages";
import { LIVE_PAGES } from "./live/pages";
import { OVERVIEW_PAGES } from "./overview/pages";
import { forGuests, type Page } from "./page";
import { REPORT_PAGES } from "./reports/pages";
import { SANDBOX_PAGES } from "./sandbox/pages";
import { TROUBLE_PAGES } from "./trouble/trouble";
import { signIn, signInForm, signOut } from "./signIn/signIn";

export const PAGES: readonly Page[] = [
  forGuests("GET", "/console/sign-in", signInForm),
  forGuests("POST", "/console/sign-in", signIn),
  forGuests("POST", "/console/sign-out", signOut),
  ...OVERVIEW_PAGES,
  ...CARE_PAGES,
  ...LIVE_PAGES,
  ...REPORT_PAGES,
  ...JOB_PAGES,
  ...ENDPOINT_PAGES,
  ...SANDBOX_PAGES,
  ...CERTIFICATION_PAGES,
  ...TROUBLE_PAGES,
  ...CATALOGUE_PAGES,
];
