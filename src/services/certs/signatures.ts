import { toBase64url } from '../../core/base64url.ts';
import { keyTag } from '../../core/dnssec.ts';
import type { DomainName } from '../../core/names.ts';
import { parseRrsig, signedOctets, type Signature } from '../../core/rrsig.ts';
import type { Rdata, RRTypeName } from '../../core/rrset.ts';

/** An RRset as one server answered it, with its signatures. */
export interface SignedRRset {
  readonly owner: DomainName;
  readonly type: RRTypeName;
  readonly rdata: readonly Rdata[];
  readonly rrsigs: readonly Rdata[];
}

type Key =
  { readonly kind: 'jwk'; readonly jwk: JsonWebKey } | { readonly kind: 'raw'; readonly octets: Octets };
type Octets = Uint8Array<ArrayBuffer>;

interface Algorithm {
  readonly importAs: EcKeyImportParams | RsaHashedImportParams | { readonly name: string };
  readonly verifyAs: EcdsaParams | { readonly name: string };
  readonly key: (octets: Octets) => Key;
}

const rsa = (hash: string): Algorithm => ({
  importAs: { name: 'RSASSA-PKCS1-v1_5', hash },
  verifyAs: { name: 'RSASSA-PKCS1-v1_5' },
  key: rsaKey,
});
const ecdsa = (namedCurve: string, hash: string): Algorithm => ({
  importAs: { name: 'ECDSA', namedCurve },
  verifyAs: { name: 'ECDSA', hash },
  // RFC 6605 §4: x and y without the octet that says so.
  key: (octets) => ({ kind: 'raw', octets: Uint8Array.from([4, ...octets]) }),
});

/** Algorithms by number (RFC 8624 §3.1), as far as WebCrypto has them and resolvers must; a zone signed by others alone counts as unsigned. */
const ALGORITHMS: { readonly [number: number]: Algorithm } = {
  8: rsa('SHA-256'),
  10: rsa('SHA-512'),
  13: ecdsa('P-256', 'SHA-256'),
  14: ecdsa('P-384', 'SHA-384'),
  15: {
    importAs: { name: 'Ed25519' },
    verifyAs: { name: 'Ed25519' },
    key: (octets) => ({ kind: 'raw', octets }),
  },
};

/** Whether signatures of an algorithm can be judged here. */
export function isJudged(algorithm: number): boolean {
  return ALGORITHMS[algorithm] !== undefined;
}

/**
 * Tells what is wrong with the signatures of an RRset: one that is in force and fits one of the keys is enough.
 *
 * @param keys - DNSKEY RDATA
 * @returns the end of a sentence: `has no signature`; undefined when nothing is wrong
 */
export async function signatureFault(
  set: SignedRRset,
  keys: readonly Rdata[],
  now: Date,
): Promise<string | undefined> {
  const all = set.rrsigs
    .map((rdata) => ({ rdata, said: parseRrsig(rdata) }))
    .filter(({ said }) => said.typeCovered === set.type);
  if (all.length === 0) return 'has no signature';
  const inForce = all.filter(({ said }) => said.validFrom <= now && now <= said.expiresAt);
  if (inForce.length === 0)
    return outOfForce(
      all.map(({ said }) => said),
      now,
    );
  for (const { rdata, said } of inForce) {
    const octets = signedOctets(set.owner, set.type, set.rdata, rdata);
    const fitting = keys.filter((key) => keyTag(key) === said.keyTag && isOf(key, said.algorithm));
    for (const key of fitting) if (await verifies(key, said, octets)) return undefined;
  }
  return 'has no signature that fits its keys';
}

function outOfForce(all: readonly Signature[], now: Date): string {
  const over = all.filter((said) => said.expiresAt < now).map((said) => said.expiresAt.toISOString());
  const last = over.toSorted().at(-1);
  return last === undefined
    ? 'has a signature that is not in force yet'
    : `has a signature that expired at ${last}`;
}

function isOf(key: Rdata, algorithm: number): boolean {
  return key.split(' ')[2] === String(algorithm);
}

async function verifies(dnskey: Rdata, { algorithm, octets }: Signature, signed: Octets): Promise<boolean> {
  const way = ALGORITHMS[algorithm];
  if (way === undefined) return false;
  const text = dnskey.split(' ').slice(3).join('');
  const key = way.key(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
  try {
    const imported =
      key.kind === 'jwk'
        ? await crypto.subtle.importKey('jwk', key.jwk, way.importAs, false, ['verify'])
        : await crypto.subtle.importKey('raw', key.octets, way.importAs, false, ['verify']);
    return await crypto.subtle.verify(way.verifyAs, imported, octets, signed);
  } catch (error) {
    // A key that is none of its algorithm: WebCrypto refuses it, and so does every resolver.
    if (error instanceof DOMException) return false;
    throw error;
  }
}

/** RFC 3110 §2: length of the exponent in one octet or three, exponent, modulus. */
function rsaKey(octets: Octets): Key {
  const [first = 0, second = 0, third = 0] = octets;
  const [start, length] = first === 0 ? [3, second * 256 + third] : [1, first];
  const [e, n] = [octets.slice(start, start + length), octets.slice(start + length)];
  const jwk = { kty: 'RSA', e: toBase64url(e), n: toBase64url(n) };
  return { kind: 'jwk', jwk };
}
