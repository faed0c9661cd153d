// Share links: a signed token that names one entitlement, for whom it is, who gave it and until when. Nothing is stored:
// it ends with its time, or with the credential that made it.
import * as z from "zod";
import { Environment } from "../../catalogue/schema";
import { opened, signed } from "../session/token";

export const SHARE_TTLS_MS = { hour: 3_600_000, day: 24 * 3_600_000, week: 7 * 24 * 3_600_000 } as const;
export type ShareTtl = keyof typeof SHARE_TTLS_MS;

const Share = z.object({
  entitlementId: z.string(),
  environment: Environment,
  /** Whose entitlement it is; the page reads it as this merchant. */
  merchantAccountKey: z.string(),
  /** The organisation whose support desk the link is for. */
  to: z.string(),
  by: z.object({ side: z.string(), name: z.string(), credentialId: z.string() }),
  until: z.number(),
});
export type Share = z.infer<typeof Share>;

/** The path of a share link. */
export const sharePath = async (worker: string, share: Share): Promise<string> =>
  `/console/shared/${await signed(worker, "share", share)}`;

/** What a link shares, expired or not; null where it is none of ours. */
export const readShare = (worker: string, token: string): Promise<Share | null> =>
  opened(worker, "share", token, Share);
