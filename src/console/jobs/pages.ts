// The part of the page table about jobs.
import { forParties, type Page } from "../page";
import { downloadResult } from "./downloadResult";
import { cancelJob, jobPage } from "./job";
import { jobsPage } from "./jobs";
import { startForm, startJob } from "./start";
import { PATH } from "./words";

const anybody = forParties("RESELLER", "MERCHANT", "OPERATOR");

/** A form is held in memory; larger files are sent by the API. */
const MOST_FORM_FILE_BYTES = 16 * 1024 * 1024;

export const JOB_PAGES: readonly Page[] = [
  anybody("GET", PATH, jobsPage, { entry: "Jobs" }),
  anybody("GET", `${PATH}/new`, startForm),
  anybody("POST", `${PATH}/new`, startJob, { takesFile: true, mostBytes: MOST_FORM_FILE_BYTES }),
  anybody("GET", `${PATH}/:jobId`, jobPage),
  anybody("POST", `${PATH}/:jobId/cancel`, cancelJob),
  anybody("GET", `${PATH}/:jobId/results/:name`, downloadResult),
];
