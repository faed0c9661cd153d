// Cursors: opaque to callers, base64url of JSON that is checked on the way back in.
import * as z from "zod";

/** Turns a position into text for a URL or a body. */
export function encodeCursor(position: Record<string, unknown>): string {
  const bytes = new TextEncoder().encode(JSON.stringify(position));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** The position behind a cursor, or null where the text is none of that shape. */
export function decodeCursor<T>(cursor: string, shape: z.ZodType<T>): T | null {
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")), (c) =>
      c.charCodeAt(0),
    );
    return shape.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}

/** After this entitlement, in order of creation. */
export const ListPosition = z.strictObject({ created: z.number(), id: z.string() });
export type ListPosition = z.infer<typeof ListPosition>;

/** After this notification, the longest in trouble first. */
export const TroublePosition = z.strictObject({
  since: z.number(),
  entitlementId: z.string(),
  subject: z.string(),
});
export type TroublePosition = z.infer<typeof TroublePosition>;
