// A kind of connector in this Worker; description.ts says what that is.
import type { ConnectorKindIn, DescriptionIn } from "./description";

export type { MerchantAccess } from "./description";

export type Description = DescriptionIn<Env>;
export type ConnectorKind = ConnectorKindIn<Env>;
