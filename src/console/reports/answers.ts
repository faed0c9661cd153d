// What the API answers about report files, as far as the page shows it.
import type { Frequency, ReportType } from "../../reports/period";

export interface FileShown {
  name: string;
  type: ReportType;
  frequency: Frequency;
  from: string;
  to: string;
  merchantAccountKey?: string;
  resellerKey?: string;
  rows: number;
  size: number;
  dateCreated: string;
}

export interface Listed {
  reports: FileShown[];
  nextCursor: string | null;
}
