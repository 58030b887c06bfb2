import { getServers } from 'node:dns';
import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import type { ResolverConfig } from '../adapters/resolver/index.ts';
import type { Diagnosis } from '../cli/context.ts';
import { parseDomainName } from '../core/names.ts';
import type { Answer } from '../ports/dns-resolver.ts';
import { findingOf, ok } from './diagnosis.ts';

type Environment = { readonly [name: string]: string | undefined };

/** Milliseconds that a name server has. */
const TIMEOUT_MS = 3_000;
/** A clock before this, when the version was made, is wrong. */
const EARLIEST = Date.parse('2026-11-01T00:00:00Z');

/** Asks the resolver of this machine for something that the root signs anew every day, and looks at DNS and clock by it. */
export async function dnsAndClock(config: ResolverConfig, now: Date): Promise<readonly Diagnosis[]> {
  const { createResolver } = await import('../adapters/resolver/index.ts');
  const [address] = getServers();
  if (address === undefined) {
    return [
      {
        check: 'DNS',
        status: 'warning',
        detail: 'this machine has no resolver',
        advice: 'name one in /etc/resolv.conf; providers by name cannot be reached otherwise',
      },
      clock(now, undefined),
    ];
  }
  try {
    const answer = await createResolver(config).ask(
      { name: parseDomainName('resolver.invalid'), address },
      { name: parseDomainName('com'), type: 'DS' },
      { transport: 'udp', timeoutMs: TIMEOUT_MS, recursion: true, dnssecOk: true },
    );
    const works = answer.rcode === 'NOERROR';
    return [
      works
        ? ok('DNS', `${address} answers in ${Math.round(answer.durationMs)} ms`)
        : {
            check: 'DNS',
            status: 'warning',
            detail: `${address} answers ${answer.rcode} for com`,
            advice: 'use a resolver that answers for public names; see /etc/resolv.conf',
          },
      clock(now, validity(answer)),
    ];
  } catch (error) {
    return [
      {
        ...findingOf('DNS', 'warning', error),
        advice: 'check /etc/resolv.conf and whether something filters port 53',
      },
      clock(now, undefined),
    ];
  }
}

/** The time in which the signature of an answer is valid (RFC 4034 §3.1.5); the root's are for two weeks. */
export function validity({
  records,
}: Pick<Answer, 'records'>): { readonly from: Date; readonly until: Date } | undefined {
  const signature = records.find(({ type }) => type === 'RRSIG')?.rdata;
  const [, until, from] = /^\S+ \d+ \d+ \d+ (\d{14}) (\d{14}) /.exec(signature ?? '') ?? [];
  if (until === undefined || from === undefined) return undefined;
  const read = (text: string): Date =>
    new Date(
      text.replace(
        /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/,
        (_, y, m, d, h, i, s) => `${y}-${m}-${d}T${h}:${i}:${s}Z`,
      ),
    );
  return { from: read(from), until: read(until) };
}

/** Judges a time by when this version was made, and by a signature that is valid now. */
export function clock(
  now: Date,
  signed: { readonly from: Date; readonly until: Date } | undefined,
): Diagnosis {
  const says = now.toISOString();
  const advice =
    'set it, or let it be set (timedatectl set-ntp true): signatures with a time and certificates are refused otherwise';
  if (now.getTime() < EARLIEST)
    return {
      check: 'clock',
      status: 'broken',
      detail: `the clock says ${says}, before this version was made`,
      advice,
    };
  if (signed === undefined) return ok('clock', `${says}; nothing to compare it with`);
  if (now < signed.from || now > signed.until) {
    const detail = `the clock says ${says}; by the signatures of the DNS root it is between ${signed.from.toISOString()} and ${signed.until.toISOString()}`;
    return { check: 'clock', status: 'broken', detail, advice };
  }
  return ok('clock', `${says}; the signatures of the DNS root fit`);
}

/** Looks at the variables of proxies. */
export function proxy(environment: Environment): Diagnosis {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];
  const set = names.filter((name) => (environment[name] ?? '') !== '');
  const wrong = set.find((name) => !/^https?:$/.test(protocolOf(environment[name] ?? '')));
  if (wrong !== undefined) {
    return {
      check: 'proxy',
      status: 'broken',
      detail: `${wrong} names no proxy that regctl can use`,
      advice: `${wrong}=http://proxy.example.net:3128`,
    };
  }
  return ok('proxy', set.length === 0 ? 'none configured' : `taken from ${set.join(', ')}`);
}

/** Looks at the certificates that are trusted. */
export function trust(environment: Environment): Diagnosis {
  const path = environment['NODE_EXTRA_CA_CERTS'] ?? '';
  const system = getCACertificates('system').length;
  const found = `${system} certificates of the operating system`;
  if (path !== '') {
    const text = readText(path);
    if (text?.includes('-----BEGIN CERTIFICATE-----') !== true) {
      return {
        check: 'trust store',
        status: 'broken',
        detail: `NODE_EXTRA_CA_CERTS names ${path}, which ${text === undefined ? 'cannot be read' : 'holds no certificate in PEM form'}`,
        advice: 'correct the path, or unset the variable',
      };
    }
    return ok('trust store', `${found}, and those of ${path}`);
  }
  if (system > 0) return ok('trust store', found);
  return {
    check: 'trust store',
    status: 'warning',
    detail: 'the operating system has none; those that Node.js brings are used',
    advice: 'on Debian: apt-get install ca-certificates',
  };
}

function protocolOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : '';
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
