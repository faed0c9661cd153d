// Ready-made definitions for APIs that come in families: a preset turns a few options into the definition of a
// connector, so that a catalogue names what differs and nothing else.
import type * as z from "zod";
import { landingToken } from "./presets/landing";
import { legacyXml } from "./presets/legacyXml";
import { standard } from "./presets/standard";

/** Options, checked, become `{ type, …definition }` as the catalogue document has it. */
export type Preset = z.ZodType<{ type: string }>;

export const PRESETS: Readonly<Record<string, Preset>> = { standard, landingToken, legacyXml };
