import type { DeliveryTarget, LivePaths } from '../core/delivery.ts';

/** What is delivered. */
export interface DeliveryMaterial {
  readonly name: string;
  /** Names and addresses that it is for. */
  readonly names: readonly string[];
  readonly chainPem: string;
  /** Null where the key is elsewhere. */
  readonly keyPem: string | null;
  readonly serial: string;
  readonly fingerprint: string;
  readonly notAfter: string;
  readonly issuedAt: string;
  /** Where its PEM files lie; null where none are delivered. */
  readonly live: LivePaths | null;
}

/**
 * Puts certificates where they are used.
 *
 * Contract: what was there before is there until the new one is whole; to deliver the same again changes nothing that is read. A failure is a RegctlError and
 * leaves what was there, or all of the new. Key material is written so that nobody but the user can read it.
 */
export interface DeliveryPlaces {
  /** @returns what was done, a few words for the report */
  deliver(
    target: DeliveryTarget,
    material: DeliveryMaterial,
    call: { readonly signal?: AbortSignal },
  ): Promise<string>;
}
