// HTTP Basic (RFC 7617) of a credential, `id:secret`.
import { base64 } from "../shared/base64";

/** The header's value; UTF-8, as the platform reads it. */
export const basic = (credential: string): string => `Basic ${base64(credential)}`;
