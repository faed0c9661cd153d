/** The API's document as the file that is served. Pure: `docs.ts` writes it, a test compares it. */
import type { Schema } from "../src/openapi/schema";

export const openApiText = (document: Schema): string => `${JSON.stringify(document, null, 1)}\n`;
