import { RegctlError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SecretBox, VaultKeyStore } from '../../ports/secret-box.ts';

/** NIST SP 800-38D §8.2: 96-bit random nonces. One data key seals far fewer than the 2^32 secrets that they are good for. */
const NONCE_OCTETS = 12;
const KEY_OCTETS = 32;

/** A key that wraps others, with the name under which it is kept. */
export interface MasterKey {
  readonly id: string;
  /** 32 octets. */
  readonly octets: Uint8Array<ArrayBuffer>;
}

/**
 * Makes a vault: AES-256-GCM under a data key for each organization, which lies beside the secrets wrapped by a master key.
 *
 * @param masterKeys - the first wraps what is new; the others only open what they wrapped
 */
export function createSecretBox(
  keys: VaultKeyStore,
  masterKeys: readonly MasterKey[],
  clock: Clock,
): SecretBox & {
  /** Wraps every data key by the first master key. @returns how many were wrapped anew */
  rewrap(): Promise<number>;
} {
  const opened = new Map<string, Promise<CryptoKey>>();
  const dataKey = (organization: string): Promise<CryptoKey> => {
    const known = opened.get(organization) ?? openDataKey(keys, masterKeys, clock, organization);
    opened.set(organization, known);
    // A key that could not be opened is tried again at the next call.
    known.catch(() => opened.delete(organization));
    return known;
  };
  return {
    seal: async (organization, name, secret) =>
      encrypt(await dataKey(organization), `${organization}/${name}`, new TextEncoder().encode(secret)),
    open: async (organization, name, sealed) =>
      new TextDecoder().decode(await decrypt(await dataKey(organization), `${organization}/${name}`, sealed)),
    rewrap: async () => {
      const first = firstOf(masterKeys);
      let count = 0;
      for (const organization of await keys.organizations()) {
        const kept = await keys.get(organization);
        if (kept === undefined || kept.masterKey === first.id) continue;
        const octets = await unwrap(masterKeys, organization, kept);
        await keys.replace(organization, first.id, await wrap(first, organization, octets));
        count += 1;
      }
      return count;
    },
  };
}

async function openDataKey(
  keys: VaultKeyStore,
  masterKeys: readonly MasterKey[],
  clock: Clock,
  organization: string,
): Promise<CryptoKey> {
  if ((await keys.get(organization)) === undefined) {
    const first = firstOf(masterKeys);
    const octets = crypto.getRandomValues(new Uint8Array(KEY_OCTETS));
    // Of two that make the first key at the same moment one is kept, and both read it back.
    await keys.create(
      organization,
      first.id,
      await wrap(first, organization, octets),
      clock.now().toISOString(),
    );
  }
  const kept = await keys.get(organization);
  if (kept === undefined) throw damaged('the data key is gone');
  return importKey(await unwrap(masterKeys, organization, kept));
}

async function wrap(
  master: MasterKey,
  organization: string,
  octets: Uint8Array<ArrayBuffer>,
): Promise<string> {
  return encrypt(await importKey(master.octets), `data-key/${organization}`, octets);
}

async function unwrap(
  masterKeys: readonly MasterKey[],
  organization: string,
  kept: { readonly masterKey: string; readonly wrapped: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const master = masterKeys.find(({ id }) => id === kept.masterKey);
  if (master === undefined)
    throw damaged(`master key ${kept.masterKey} is not among those that the server has`);
  return decrypt(await importKey(master.octets), `data-key/${organization}`, kept.wrapped);
}

function importKey(octets: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', octets, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** The name is authenticated with the secret, so that two secrets cannot be exchanged. */
async function encrypt(key: CryptoKey, name: string, octets: Uint8Array<ArrayBuffer>): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_OCTETS));
  const additionalData = new TextEncoder().encode(name);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, octets);
  return `v1.${toBase64(iv)}.${toBase64(new Uint8Array(sealed))}`;
}

async function decrypt(key: CryptoKey, name: string, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const [version, iv, sealed] = text.split('.');
  if (version !== 'v1' || iv === undefined || sealed === undefined)
    throw damaged('a secret has an unknown form');
  const additionalData = new TextEncoder().encode(name);
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: fromBase64(iv), additionalData },
        key,
        fromBase64(sealed),
      ),
    );
  } catch (error) {
    throw damaged('a secret was changed, or sealed under another key', error);
  }
}

function firstOf(masterKeys: readonly MasterKey[]): MasterKey {
  const [first] = masterKeys;
  if (first?.octets.length === KEY_OCTETS) return first;
  throw damaged(`the master key is not of ${KEY_OCTETS} octets`);
}

function damaged(reason: string, cause?: unknown): RegctlError {
  return new RegctlError('STORE_FAILED', 'the vault cannot be opened', {
    reason,
    hint: 'give the server the master key that it was made with: `regctl server doctor`',
    cause,
  });
}

function toBase64(octets: Uint8Array): string {
  return btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join(''));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
