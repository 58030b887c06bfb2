/** A program that asks to act for whoever approves it (RFC 8628). */
export interface DeviceRequest {
  readonly userCode: string;
  /** Name of the program, as the operator of the server registered it. */
  readonly client: string;
  /** Where it asked from, what it calls itself there, and when. */
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestedAt: string | null;
}

/** Who answers a device request, and for which organization it is approved. */
export type DeviceAnswer =
  | { readonly approved: false; readonly user: string }
  | { readonly approved: true; readonly user: string; readonly organization: string };

/**
 * Keeps device requests.
 *
 * Contract: `find` gives those that are open alone, not those that were answered or have expired. `answer` takes effect once: of two answers the second gives
 * false, and so does one that comes too late.
 */
export interface DeviceRequestStore {
  find(userCode: string, at: string): Promise<DeviceRequest | undefined>;
  answer(userCode: string, answer: DeviceAnswer, at: string): Promise<boolean>;
}
