import type { DomainName } from '../core/names.ts';
import type { Rdata, RRTypeName } from '../core/rrset.ts';
import type { NameserverAddress } from './dns-provider.ts';

/** One record of an answer; absolute owner name. */
export interface AnswerRecord {
  readonly name: DomainName;
  readonly type: RRTypeName;
  readonly ttl: number;
  readonly rdata: Rdata;
}

/** What one server said to one question over one transport. */
export interface Answer {
  /** `NOERROR`, `NXDOMAIN`, `REFUSED`, … */
  readonly rcode: string;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly records: readonly AnswerRecord[];
  readonly authority: readonly AnswerRecord[];
  readonly additional: readonly AnswerRecord[];
  readonly durationMs: number;
}

export type Transport = 'udp' | 'tcp' | 'https';

/**
 * Asks name servers.
 *
 * Contract: `ask` puts one question to one server and returns what it said, errors of the DNS included (`REFUSED` is an answer);
 * what is no answer (time-out, refused connection, garbage, another id) throws `NETWORK` naming the server; UDP falls back to TCP when
 * truncated (RFC 7766 §5) unless told not to. Name → address goes through the configured map (`resolver.hosts`) first, then the configured roots or the
 * system's resolver. All calls end within `timeoutMs`.
 */
export interface DnsResolver {
  ask(
    server: NameserverAddress | { readonly url: string },
    question: { readonly name: DomainName; readonly type: RRTypeName },
    options: {
      readonly transport: Transport;
      readonly timeoutMs: number;
      readonly recursion?: boolean;
      /** Whether signatures come along (RFC 3225). */
      readonly dnssecOk?: boolean;
      /** Whether a truncated answer over UDP is given as it is. */
      readonly keepTruncated?: boolean;
      readonly signal?: AbortSignal;
    },
  ): Promise<Answer>;
  /** Addresses of a host, `address` or `address:port`; empty when there are none. */
  addresses(host: DomainName, signal?: AbortSignal): Promise<readonly string[]>;
  /** The delegation of a zone as its parent gives it, found from the roots down; undefined when there is none. */
  delegation(
    zone: DomainName,
    signal?: AbortSignal,
  ): Promise<{ readonly parent: DomainName; readonly nameservers: readonly NameserverAddress[] } | undefined>;
}
