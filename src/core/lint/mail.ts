import { textOf } from '../records/txt.ts';
import type { Finding } from '../master-file/check.ts';
import type { RRset } from '../rrset.ts';

/** RFC 7208 §4.6.4: terms that make a resolver ask again, at most ten in one evaluation. */
const MAX_SPF_LOOKUPS = 10;
const SPF_LOOKUP_TERM = /^[+?~-]?(?:include:|a(?:[:/]|$)|mx(?:[:/]|$)|ptr(?::|$)|exists:)|^redirect=/i;

/** Checks what decides over mail: SPF (RFC 7208), DMARC (RFC 7489) and DKIM keys (RFC 6376). */
export function lintMail(rrsets: readonly RRset[]): Finding[] {
  return rrsets
    .filter((rrset) => rrset.type === 'TXT')
    .flatMap((rrset) => [...lintSpf(rrset), ...lintDmarc(rrset), ...lintDkim(rrset)]);
}

function lintSpf(rrset: RRset): Finding[] {
  const policies = rrset.rdata.map(textOf).filter((text) => /^v=spf1(?: |$)/i.test(text));
  const findings: Finding[] = [];
  if (policies.length > 1) {
    findings.push(
      warning(
        'spf-several',
        rrset,
        `${policies.length} SPF policies at one name make receivers fail with permerror`,
      ),
    );
  }
  for (const policy of policies) {
    const terms = policy.split(/ +/).slice(1);
    const lookups = terms.filter((term) => SPF_LOOKUP_TERM.test(term)).length;
    if (lookups > MAX_SPF_LOOKUPS) {
      findings.push(
        warning(
          'spf-lookups',
          rrset,
          `the SPF policy makes ${lookups} look-ups by itself and ${MAX_SPF_LOOKUPS} are allowed`,
        ),
      );
    }
    if (terms.some((term) => /^\+?all$/i.test(term))) {
      findings.push(warning('spf-allows-all', rrset, 'the SPF policy lets anybody send (+all)'));
    } else if (!terms.some((term) => /^[?~-]all$|^redirect=/i.test(term))) {
      findings.push(warning('spf-open-end', rrset, 'the SPF policy ends in neither all nor redirect'));
    }
  }
  return findings;
}

function lintDmarc(rrset: RRset): Finding[] {
  if (rrset.name !== '_dmarc' && !rrset.name.startsWith('_dmarc.')) return [];
  const policies = rrset.rdata.map(textOf).filter((text) => /^v=DMARC1/i.test(text));
  if (policies.length !== 1) {
    return [
      warning(
        'dmarc-count',
        rrset,
        `there are ${policies.length} DMARC policies and receivers use exactly one`,
      ),
    ];
  }
  const policy = /(?:^|;)\s*p\s*=\s*([a-z]+)/i.exec(policies[0] ?? '')?.[1]?.toLowerCase();
  if (policy === 'none' || policy === 'quarantine' || policy === 'reject') return [];
  return [warning('dmarc-policy', rrset, 'the DMARC record has no p= of none, quarantine or reject')];
}

function lintDkim(rrset: RRset): Finding[] {
  if (!/(?:^|\.)_domainkey(?:\.|$)/.test(rrset.name)) return [];
  return rrset.rdata.map(textOf).flatMap((text) => {
    const key = /(?:^|;)\s*p\s*=\s*([^;]*)/i.exec(text)?.[1];
    if (key === undefined)
      return /(?:^|;)\s*(?:v=DKIM1|k=)/i.test(text)
        ? [warning('dkim-key', rrset, 'the DKIM record has no p= tag')]
        : [];
    if (/^[A-Za-z0-9+/=\s]*$/.test(key)) return [];
    return [warning('dkim-key', rrset, 'the DKIM key is not base64')];
  });
}

function warning(check: string, rrset: RRset, message: string): Finding {
  return { severity: 'warning', check, name: rrset.name, type: rrset.type, message };
}
