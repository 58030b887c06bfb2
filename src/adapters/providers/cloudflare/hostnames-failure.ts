import type { ErrorCode } from '../../../core/errors.ts';

/** What a code of the custom hostnames means to a reader, and what to do about it. */
export interface HostnameFault {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly hint: string;
}

const DASHBOARD = 'https://dash.cloudflare.com/?to=/:account/:zone/ssl-tls/custom-hostnames';
const OTHER_NAME = 'give the full name that the customer serves, such as app.customer.org';

const name = (reason: string): HostnameFault => ({ code: 'INVALID_NAME', reason, hint: OTHER_NAME });
const gate = (reason: string): HostnameFault => ({
  code: 'ACCOUNT_GATE',
  reason,
  hint: `see what the plan includes at ${DASHBOARD}`,
});
const input = (reason: string, hint: string): HostnameFault => ({ code: 'INVALID_INPUT', reason, hint });
const METHODS = 'give --method http or --method txt';
const ORIGIN: HostnameFault = {
  code: 'INVALID_NAME',
  reason: 'the origin cannot be used',
  hint: 'give a name of the zone as origin',
};
const TLS = input(
  'the certificate cannot be made so',
  'look at the TLS settings of the zone in the dashboard',
);

/** Codes of the custom hostnames (read 2026-11-21); the same numbers mean other things elsewhere in the API. */
const FAULTS: { readonly [code: number]: HostnameFault } = {
  1404: gate('Cloudflare for SaaS is not switched on for the zone, or allows it no hostname'),
  1405: {
    code: 'ACCOUNT_GATE',
    reason: 'the zone has as many custom hostnames as it is allowed',
    hint: `delete some with \`regctl hostnames delete\`, or raise the number at ${DASHBOARD}`,
  },
  1406: {
    code: 'ALREADY_EXISTS',
    reason: 'the zone has this custom hostname already',
    hint: 'see how it stands with `regctl hostnames get HOSTNAME`',
  },
  1407: name('that is no hostname: it is too long, an address, or has characters that no hostname has'),
  1408: name('the hostname has letters beyond ASCII'),
  1409: name('the top-level domain is reserved'),
  1410: name('that is a public suffix, below which anybody registers names'),
  1411: name('names of the example domains are refused'),
  1413: gate('the plan includes no metadata of custom hostnames'),
  1414: gate('the plan includes no origins of their own for custom hostnames'),
  1421: input(
    'the origin has no DNS record in the zone',
    'make one first: `regctl dns set ZONE NAME A ADDRESS`, proxied',
  ),
  1432: input('this way to validate the certificate does not exist', METHODS),
  1433: input('this kind of certificate does not exist', METHODS),
  1434: input('what was said of the certificate cannot be understood', METHODS),
  1436: {
    code: 'HOSTNAME_NOT_FOUND',
    reason: 'the zone has no such custom hostname',
    hint: 'regctl hostnames list',
  },
  1439: {
    code: 'CAPABILITY_MISSING',
    reason: 'this cannot be changed while the certificate stands as it does',
    hint: 'see how it stands with `regctl hostnames get HOSTNAME`; delete it and create it again where it must change',
  },
  1440: input('the certificate needs both a method and a type', METHODS),
  1448: input('a wildcard cannot be validated or made in this way', 'give --method txt with --wildcard'),
};

/** Codes whose single meanings Cloudflare's own words tell. */
const RANGES: readonly { readonly from: number; readonly to: number; readonly fault: HostnameFault }[] = [
  { from: 1415, to: 1420, fault: ORIGIN },
  { from: 1442, to: 1447, fault: TLS },
];

/** Finds what a refusal means; undefined where no code is known. */
export function hostnameFault(codes: readonly number[]): HostnameFault | undefined {
  return codes
    .map((code) => FAULTS[code] ?? RANGES.find(({ from, to }) => code >= from && code <= to)?.fault)
    .find((fault) => fault !== undefined);
}
