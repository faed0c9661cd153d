// The part of the page table about where notifications go.
import { forParties, type Page } from "../page";
import { endpointsPage } from "./endpoints";
import { resume, resumeForm } from "./resume";
import { tryEndpoint } from "./tryEndpoint";

const both = forParties("RESELLER", "OPERATOR");
const reseller = forParties("RESELLER");

export const ENDPOINT_PAGES: readonly Page[] = [
  both("GET", "/console/endpoints", endpointsPage, { entry: "Endpoints" }),
  reseller("POST", "/console/endpoints/test", tryEndpoint),
  both("GET", "/console/endpoints/:endpointId/resume", resumeForm),
  both("POST", "/console/endpoints/:endpointId/resume", resume),
];
