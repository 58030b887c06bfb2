import { isIPv6 } from 'node:net';
import { parseInternalIdentifier } from '../../../core/certificate.ts';
import { RegctlError } from '../../../core/errors.ts';
import type { CheckResult } from '../../../control-plane/certs.ts';
import { certOptions } from '../../cert-words.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { daysOf } from '../../domain-words.ts';
import type { Row } from '../../output/view.ts';

const HTTPS = 443;
const DAY_MS = 86_400_000;

export const command: AnyCommand = defineCommand({
  summary: 'Look at what hosts really serve; exit code 3 where anything is wrong or ends soon',
  description:
    'Connects and reads the chain: names, expiry, order, trust. Where regctl issued a certificate for the host, it must be the one that is served.',
  examples: [
    { command: 'regctl certs check www.example.org mail.example.org:993', does: 'two hosts' },
    { command: 'regctl certs check example.org --within 14d', does: 'near its end means two weeks' },
    { command: 'regctl certs check example.org --connect 192.0.2.7', does: 'one server of several' },
  ],
  args: [
    {
      name: 'hosts',
      description: 'HOST or HOST:PORT; port 443 when omitted',
      variadic: true,
      completes: 'domain',
    },
  ],
  flags: {
    within: {
      type: 'string',
      value: 'DAYS',
      description: 'days before the end that count as near; a third of its life when omitted',
    },
    connect: {
      type: 'string',
      value: 'ADDRESS',
      description: "connect there instead of to the host's own address",
    },
  },
  fields: [
    { name: 'host', description: 'host' },
    { name: 'port', description: 'port' },
    { name: 'ok', description: 'whether nothing is wrong' },
    { name: 'faults', description: 'what is wrong' },
    { name: 'expiresAt', description: 'when the certificate ends' },
    { name: 'daysLeft', description: 'whole days until then, negative afterwards' },
    { name: 'names', description: 'names that it is for' },
    { name: 'issuer', description: 'common name of the certificate that signed it' },
    { name: 'keyType', description: 'kind of key' },
    { name: 'serial', description: 'serial number, hexadecimal' },
    { name: 'protocol', description: 'TLS version' },
    { name: 'address', description: 'address that answered' },
    { name: 'chain', description: 'subjects of the chain as it was shown' },
  ],
  exitCodes: {
    3: 'a certificate is wrong or ends soon',
    9: 'a host could not be reached, and nothing is wrong with the others',
    10: 'no host could be reached',
  },
  writes: false,
  run: async (context, { rest, flags }) => {
    if (rest.length === 0)
      throw new RegctlError('USAGE', 'no host is named', {
        reason: 'there is nothing to look at',
        hint: 'regctl certs check www.example.org',
      });
    // All are understood before the first is looked at.
    const hosts = rest.map(hostOf);
    const { certs } = await context.controlPlane();
    const withinMs = flags.within === undefined ? undefined : daysOf(flags.within, '--within') * DAY_MS;
    const results = await Promise.all(
      hosts.map((host) =>
        certs.check(
          {
            ...host,
            ...(withinMs === undefined ? {} : { withinMs }),
            ...(flags.connect === undefined ? {} : { address: flags.connect }),
          },
          certOptions(context),
        ),
      ),
    );
    const silent = results.filter((one) => one.error !== null);
    const [first] = silent;
    if (first !== undefined && first.error !== null && silent.length === results.length) throw first.error;
    return {
      kind: 'rows',
      columns: [
        { field: 'host', header: 'HOST' },
        { field: 'port', header: 'PORT', align: 'right' },
        { field: 'ok', header: 'OK', format: (value) => (value === true ? 'yes' : 'no') },
        { field: 'daysLeft', header: 'DAYS', align: 'right' },
        { field: 'issuer', header: 'ISSUER' },
        { field: 'faults', header: 'FAULTS' },
      ],
      rows: results.map(checkRow),
      nameField: 'host',
      empty: 'nothing was looked at',
      annotations: results.flatMap(({ host, port, faults, error }) =>
        (error === null ? faults : [error.message]).map((fault) => ({
          level: 'error',
          title: 'certificate',
          message: `${host}:${port}: ${fault}`,
        })),
      ),
      exitCode: results.some((one) => one.faults.length > 0) ? 3 : silent.length > 0 ? 9 : 0,
    };
  },
});

function hostOf(word: string): { readonly host: string; readonly port: number } {
  const bracketed = /^\[(.+)\](?::(\d{1,5}))?$/.exec(word);
  const plain = isIPv6(word) ? null : /^([^:]+)(?::(\d{1,5}))?$/.exec(word);
  const [, host = word, port] = bracketed ?? plain ?? [];
  const number = port === undefined ? HTTPS : Number(port);
  if (host.includes('/') || number < 1 || number > 65_535)
    throw new RegctlError('USAGE', `${word} is no host`, {
      reason: host.includes('/') ? 'a host has no scheme and no path' : 'ports go from 1 to 65535',
      hint: 'such as www.example.org, or mail.example.org:993',
    });
  return { host: parseInternalIdentifier(host).value, port: number };
}

function checkRow({ host, port, address, protocol, chain, daysLeft, faults, error }: CheckResult): Row {
  const [leaf] = chain;
  const problems = error === null ? faults : [error.message];
  return {
    host,
    port,
    ok: problems.length === 0,
    faults: [...problems],
    expiresAt: leaf?.notAfter ?? null,
    daysLeft,
    names: leaf?.identifiers.map((one) => one.value) ?? [],
    issuer: leaf?.issuerName ?? null,
    keyType: leaf?.keyType ?? null,
    serial: leaf?.serial ?? null,
    protocol,
    address,
    chain: chain.map((one) => one.subject),
  };
}
