import { API_PREFIX } from '../control-plane/contract.ts';

/** Gives what access tokens of a server are good for (RFC 8707): its API, by the address of the server. */
export function audienceOf(origin: string): string {
  return `${origin}${API_PREFIX}`;
}
