// The part of the page table about certifications, for those who have something to be certified.
import { forParties, type Page } from "../page";
import { certificationPage, runCertification } from "./certification";
import { reportPage } from "./report";
import { PATH } from "./words";

const candidate = forParties("RESELLER", "MERCHANT");

export const CERTIFICATION_PAGES: readonly Page[] = [
  candidate("GET", PATH, certificationPage, { entry: "Certification" }),
  candidate("POST", PATH, runCertification),
  candidate("GET", `${PATH}/:certificationId`, reportPage),
];
