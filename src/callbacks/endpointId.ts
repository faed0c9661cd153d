// An endpoint is what fails and recovers as one: an origin, seen from one reseller in one environment. Two resellers
// behind one gateway have an endpoint each, so that neither can pause the other.
import { sha256 } from "../shared/hash";

export interface EndpointName {
  environment: string;
  resellerKey: string;
  /** Of the notification URL, as the URL parser writes it. */
  origin: string;
}

const ID_LENGTH = 32;

/** The id of an endpoint: the name of its object, and of its row in the query store. */
export async function endpointIdOf({ environment, resellerKey, origin }: EndpointName): Promise<string> {
  return (await sha256(JSON.stringify([environment, resellerKey, origin]))).slice(0, ID_LENGTH);
}
