import type { PermittedSubtree } from '../core/internal-ca.ts';

/** The root of the internal CA, without its key. Plain JSON data. */
export interface InternalCa {
  readonly certificatePem: string;
  /** Of the key store. */
  readonly keyId: string;
  readonly name: string;
  /** What it may sign for; anything where there is none. */
  readonly permitted: readonly PermittedSubtree[];
  readonly fingerprint: string;
  /** Hexadecimal. */
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

/** Keeps the one root. Contract: `save` puts it in the place of another and is durable when it resolves; `delete` of none succeeds. */
export interface InternalCaStore {
  get(): Promise<InternalCa | undefined>;
  save(ca: InternalCa): Promise<void>;
  delete(): Promise<void>;
}
