// The certifications' part of the table of contents.
import * as certification from "./certification";
import { MerchantCertificationBody, ResellerCertificationBody } from "./certificationSchemas";
import { by, type Route } from "./route";

const reseller = by("RESELLER");
const seller = by("MERCHANT");

export const CERTIFICATION_ROUTES = [
  reseller("POST", "/v1/sandbox/certification", "Certify your receiver and your use of the API", {
    body: ResellerCertificationBody,
    bodyOptional: true,
    handler: certification.certifyReseller,
  }),
  reseller("GET", "/v1/sandbox/certification", "Your certifications, the newest first", {
    handler: certification.listCertifications,
  }),
  reseller("GET", "/v1/sandbox/certification/:certificationId", "A certification's report", {
    handler: certification.getCertification,
  }),

  seller("POST", "/merchant/v1/sandbox/certification", "Certify your merchant API", {
    body: MerchantCertificationBody,
    bodyOptional: true,
    handler: certification.certifyMerchant,
  }),
  seller("GET", "/merchant/v1/sandbox/certification", "Your certifications, the newest first", {
    handler: certification.listCertifications,
  }),
  seller("GET", "/merchant/v1/sandbox/certification/:certificationId", "A certification's report", {
    handler: certification.getCertification,
  }),
] as const satisfies readonly Route[];
