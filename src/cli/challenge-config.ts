import * as z from 'zod';
import { RegctlError } from '../core/errors.ts';
import { parseDomainName } from '../core/names.ts';
import type { ChallengeZoneConfig } from '../ports/server-host.ts';

/** Resolvers of several operators, whose answers tell what the world sees. */
const RESOLVERS = [
  'https://cloudflare-dns.com/dns-query',
  'https://dns.google/dns-query',
  'https://dns.quad9.net/dns-query',
  '1.1.1.1',
  '9.9.9.9',
];
const LISTEN = ['0.0.0.0:53', '[::]:53'];

/** Settings around the zone of the challenges, as {@link readChallengeConfig} takes them. */
export interface ChallengeSettings {
  readonly challengeZone?: string;
  readonly challengeTemplate?: string;
  readonly challengeNameservers: readonly string[];
  readonly challengeListen: readonly string[];
  readonly challengeResolvers: readonly string[];
}

/** Flags of a server that answers challenges. */
export const CHALLENGE_FLAGS = {
  'challenge-zone': {
    type: 'string',
    value: 'ZONE',
    description: 'zone of its own that challenge names of domains lead to, such as acme.example.net',
  },
  'challenge-nameserver': {
    type: 'list',
    value: 'NAME=ADDRESS',
    description: 'name server of that zone, as its delegation has it; this server listens there',
  },
  'challenge-listen': {
    type: 'list',
    value: 'ADDRESS:PORT',
    description: 'where it answers questions about that zone, port 53 of every address when omitted',
  },
  'challenge-resolver': {
    type: 'list',
    value: 'RESOLVER',
    description: 'resolver that is asked what the world sees: an address, or the URL of DNS over HTTPS',
  },
  'challenge-template': {
    type: 'string',
    value: 'PROVIDER/SERVICE',
    description: "the operator's template of Domain Connect, where DNS hosts took one in",
  },
} as const;

/** Shapes of the settings in file and variables. */
export function challengeSettings(list: z.ZodType<string[]>): {
  readonly challengeZone: z.ZodExactOptional<z.ZodString>;
  readonly challengeTemplate: z.ZodExactOptional<z.ZodString>;
  readonly challengeNameservers: z.ZodDefault<z.ZodType<string[]>>;
  readonly challengeListen: z.ZodDefault<z.ZodType<string[]>>;
  readonly challengeResolvers: z.ZodDefault<z.ZodType<string[]>>;
} {
  return {
    challengeZone: z.string().min(1).exactOptional(),
    challengeTemplate: z.string().min(1).exactOptional(),
    challengeNameservers: list.default([]),
    challengeListen: list.default([]),
    challengeResolvers: list.default([]),
  };
}

/** The zone of the challenges; undefined where none is set. @throws RegctlError `INVALID_CONFIG`, `INVALID_NAME` */
export function readChallengeConfig(settings: ChallengeSettings): ChallengeZoneConfig | undefined {
  const { challengeZone, challengeNameservers, challengeListen, challengeResolvers } = settings;
  const { challengeTemplate } = settings;
  if (challengeZone === undefined) return undefined;
  const byName = Map.groupBy(challengeNameservers.map(readNameserver), ({ name }) => name);
  if (byName.size === 0)
    throw new RegctlError('INVALID_CONFIG', `no name server is given for the zone ${challengeZone}`, {
      reason: 'its delegation and its own NS records must be the same',
      hint: 'add `--challenge-nameserver NAME=ADDRESS`, with the address of this machine',
    });
  return {
    zone: parseDomainName(challengeZone),
    nameservers: [...byName].map(([name, all]) => ({
      name,
      addresses: all.flatMap(({ address }) => (address === undefined ? [] : [address])),
    })),
    listen: (challengeListen.length === 0 ? LISTEN : challengeListen).map(readListen),
    resolvers: challengeResolvers.length === 0 ? RESOLVERS : challengeResolvers,
    ...(challengeTemplate === undefined ? {} : { template: readTemplate(challengeTemplate) }),
  };
}

function readNameserver(text: string): { readonly name: string; readonly address: string | undefined } {
  const [name = '', address] = text.split('=');
  return { name: parseDomainName(name), address };
}

function readTemplate(text: string): { readonly provider: string; readonly service: string } {
  const [provider = '', service = '', ...more] = text.split('/');
  if (provider !== '' && service !== '' && more.length === 0) return { provider, service };
  throw new RegctlError('INVALID_CONFIG', `${text} is no template of Domain Connect`, {
    reason: 'the form is PROVIDER/SERVICE, as DNS hosts have it',
    hint: 'such as example.net/certificates',
  });
}

function readListen(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host !== undefined && port <= 65_535) return { host, port };
  throw new RegctlError('INVALID_CONFIG', `${text} is no address with a port`, {
    reason: 'the form is ADDRESS:PORT, with IPv6 in brackets',
    hint: 'such as 192.0.2.53:53 or [2001:db8::53]:53',
  });
}
