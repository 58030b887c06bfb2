import { createHash } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { Problem } from './problem.ts';
import { CAA_IDENTITIES, type Account, type Authorization, type Challenge } from './state.ts';

const MAX_ALIASES = 8;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** Answers that say that there is nothing, as against no answer. */
const NOTHING = new Set(['ENODATA', 'ENOTFOUND']);

/** Looks for the proof of a name at one name server after the other: one that does not have it fails the whole. */
export async function validate(
  servers: readonly string[],
  account: Account,
  authorization: Authorization,
  challenge: Challenge,
): Promise<Problem | undefined> {
  for (const [i, server] of servers.entries()) {
    const problem =
      (await findProof(server, account, authorization, challenge)) ??
      (await checkCaa(server, account, authorization, challenge));
    if (problem === undefined) continue;
    const where = i === 0 ? '' : 'During secondary validation: ';
    return new Problem(problem.type, `${where}${problem.message}`, { status: problem.status });
  }
  return undefined;
}

async function findProof(
  server: string,
  account: Account,
  { name, wildcard }: Authorization,
  { type, token = '' }: Challenge,
): Promise<Problem | undefined> {
  const digest = createHash('sha256').update(`${token}.${account.thumbprint}`).digest('base64url');
  const asked =
    type === 'dns-01'
      ? `_acme-challenge.${name.value}`
      : type === 'dns-account-01'
        ? `_${label(account.url)}._acme-challenge.${name.value}`
        : `_validation-persist.${name.value}`;
  let texts: readonly string[];
  try {
    texts = await lookUp(server, asked, async (resolver, at) =>
      (await resolver.resolveTxt(at)).map((parts) => parts.join('')),
    );
  } catch (error) {
    return new Problem('dns', `looking up TXT for ${asked}: ${String(error)}`);
  }
  const isProof =
    type === 'dns-persist-01'
      ? (text: string) => persists(text, account, wildcard)
      : (text: string) => text === digest;
  if (texts.some(isProof)) return undefined;
  const found =
    texts.length === 0 ? 'No TXT record found' : `Incorrect TXT record "${texts.join('", "')}" found`;
  return new Problem('unauthorized', `${found} at ${asked}`, { status: 403 });
}

/** RFC 8659, RFC 8657. */
async function checkCaa(
  server: string,
  account: Account,
  { name, wildcard }: Authorization,
  { type }: Challenge,
): Promise<Problem | undefined> {
  const labels = name.value.split('.');
  for (let i = 0; i < labels.length; i++) {
    const at = labels.slice(i).join('.');
    let records: readonly { readonly [tag: string]: unknown }[];
    try {
      records = await lookUp(
        server,
        at,
        async (resolver, where) => (await resolver.resolveCaa(where)) as never,
      );
    } catch (error) {
      // A server that is not the parent's refuses the question about it.
      if (i > 0 && (error as { code?: string }).code === 'EREFUSED') return undefined;
      return new Problem('dns', `looking up CAA for ${at}: ${String(error)}`);
    }
    if (records.length === 0) continue;
    const values = (tag: string): string[] =>
      records.flatMap((one) => (typeof one[tag] === 'string' ? [one[tag]] : []));
    const wild = values('issuewild');
    const relevant = wildcard && wild.length > 0 ? wild : values('issue');
    if (relevant.length === 0 || relevant.some((value) => lets(value, account, type))) return undefined;
    return new Problem('caa', `CAA record for ${at} prevents issuance`, { status: 403 });
  }
  return undefined;
}

function lets(value: string, account: Account, method: string): boolean {
  const [issuer = '', ...parameters] = value.split(';').map((part) => part.trim());
  return (
    CAA_IDENTITIES.includes(issuer) &&
    parameters.every((parameter) => {
      const [tag, ...rest] = parameter.split('=');
      if (tag === 'accounturi') return rest.join('=') === account.url;
      return tag !== 'validationmethods' || rest.join('=').split(',').includes(method);
    })
  );
}

function persists(text: string, account: Account, wildcard: boolean): boolean {
  const [issuer = '', ...parameters] = text.split(';').map((part) => part.trim());
  return (
    CAA_IDENTITIES.includes(issuer) &&
    parameters.includes(`accounturi=${account.url}`) &&
    (!wildcard || parameters.includes('policy=wildcard'))
  );
}

/** Asks one server, following aliases one by one. */
async function lookUp<T>(
  server: string,
  name: string,
  ask: (resolver: Resolver, name: string) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const resolver = new Resolver({ timeout: 500, tries: 2 });
  resolver.setServers([server]);
  const orNothing = async <R>(answer: Promise<readonly R[]>): Promise<readonly R[]> => {
    try {
      return await answer;
    } catch (error) {
      if (NOTHING.has(String((error as { code?: string }).code))) return [];
      throw error;
    }
  };
  let at = name;
  for (let aliases = 0; aliases < MAX_ALIASES; aliases++) {
    const found = await orNothing(ask(resolver, at));
    if (found.length > 0) return found;
    const [target] = await orNothing(resolver.resolveCname(at));
    if (target === undefined) return [];
    at = target;
  }
  throw new Error(`more than ${MAX_ALIASES} aliases`);
}

function label(url: string): string {
  const octets = createHash('sha256').update(url).digest().subarray(0, 10);
  let bits = 0n;
  for (const octet of octets) bits = bits * 256n + BigInt(octet);
  let text = '';
  for (let i = 0; i < 16; i++, bits /= 32n) text = `${BASE32[Number(bits % 32n)] ?? ''}${text}`;
  return text;
}
