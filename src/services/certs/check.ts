import {
  covers,
  parseInternalIdentifier,
  renewAtShare,
  type CertificateFacts,
} from '../../core/certificate.ts';
import { isRegctlError, type RegctlError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TlsProbe } from '../../ports/tls-probe.ts';
import type { X509 } from '../../ports/x509.ts';

export interface CheckInput {
  readonly host: string;
  readonly port: number;
  /** Where to connect instead of to the host's own address. */
  readonly address?: string;
  /** Milliseconds before its end at which a certificate is near it; a third of its life when omitted. */
  readonly withinMs?: number;
  /** Certificate that should be served: SHA-256, hexadecimal. */
  readonly fingerprint?: string;
}

/** What a host serves, and what is wrong with it. */
export interface CheckResult {
  readonly host: string;
  readonly port: number;
  readonly address: string | null;
  readonly protocol: string | null;
  readonly chain: readonly CertificateFacts[];
  readonly daysLeft: number | null;
  /** Sentences; none where all is well. */
  readonly faults: readonly string[];
  /** Why nothing was seen. */
  readonly error: RegctlError | null;
}

export interface CheckDeps {
  readonly tls: TlsProbe;
  readonly x509: X509;
  readonly clock: Clock;
}

/** Milliseconds for one handshake. */
const PROBE_TIMEOUT_MS = 10_000;
const DAY_MS = 86_400_000;

/** Looks at what a host really serves: names, expiry, order and trust of the chain. */
export async function checkServed(
  deps: CheckDeps,
  input: CheckInput,
  call: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
): Promise<CheckResult> {
  const { host, port, address } = input;
  const base = { host, port };
  try {
    const served = await deps.tls.probe(
      { host: address ?? host, port, serverName: host },
      {
        timeoutMs: call.timeoutMs ?? PROBE_TIMEOUT_MS,
        ...(call.signal === undefined ? {} : { signal: call.signal }),
      },
    );
    const chain = await deps.x509.readCertificates(served.chain);
    const [leaf] = chain;
    const left = leaf === undefined ? null : Date.parse(leaf.notAfter) - deps.clock.now().getTime();
    return {
      ...base,
      address: served.address,
      protocol: served.protocol,
      chain,
      daysLeft: left === null ? null : Math.floor(left / DAY_MS),
      faults:
        leaf === undefined
          ? ['it shows no certificate']
          : faultsOf(leaf, chain, served.distrust, input, deps.clock.now()),
      error: null,
    };
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    return { ...base, address: null, protocol: null, chain: [], daysLeft: null, faults: [], error };
  }
}

function faultsOf(
  leaf: CertificateFacts,
  chain: readonly CertificateFacts[],
  distrust: string | null,
  { host, withinMs, fingerprint }: CheckInput,
  now: Date,
): readonly string[] {
  const faults: string[] = [];
  const left = Date.parse(leaf.notAfter) - now.getTime();
  if (left <= 0) faults.push(`it expired at ${leaf.notAfter}`);
  else if (withinMs === undefined ? renewAtShare(leaf) <= now : left <= withinMs)
    faults.push(`it ends soon, at ${leaf.notAfter}`);
  if (Date.parse(leaf.notBefore) > now.getTime()) faults.push(`it begins only at ${leaf.notBefore}`);
  if (!covers(leaf.identifiers, parseInternalIdentifier(host)))
    faults.push(`it is for ${leaf.identifiers.map((one) => one.value).join(', ')}, not for ${host}`);
  if (chain.some((one, i) => i < chain.length - 1 && one.signedByNext !== true))
    faults.push('the chain is out of order: a certificate is not signed by the next');
  if (fingerprint !== undefined && leaf.fingerprint !== fingerprint)
    faults.push('it is not the certificate that was issued last: the server was not reloaded');
  // What expired or has the wrong name is not trusted for that alone, which was said already.
  if (distrust !== null && faults.length === 0) faults.push(`it is not trusted here: ${distrust}`);
  return faults;
}
