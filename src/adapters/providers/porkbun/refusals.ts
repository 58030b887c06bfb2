import { RegctlError } from '../../../core/errors.ts';
import {
  badRecord,
  BY_CODE,
  BY_TEXT,
  failed,
  gate,
  notFound,
  priceChanged,
  refused,
  said,
  spendLimit,
  unavailable,
  unknownCall,
  type About,
  type Rule,
} from './refusal-rules.ts';
import type { ApiEnvelope } from './schema.ts';

/** Makes an error of a reply whose `status` is not SUCCESS. `httpStatus` counts only where the body says nothing. */
export function refusal(about: About, reply: ApiEnvelope, httpStatus: number): RegctlError {
  const rule = ruleOf(about, reply, httpStatus);
  const { cost, balance, shortfall } = reply;
  return new RegctlError(rule.code, rule.message(about, reply), {
    reason: rule.reason?.(about, reply) ?? said(reply),
    hint: rule.hint(about, reply),
    provider: 'porkbun',
    ...(reply.requestId === undefined ? {} : { requestId: reply.requestId }),
    ...(shortfall === undefined
      ? {}
      : { details: { cost: cost ?? null, balance: balance ?? null, shortfall } }),
  });
}

function ruleOf(about: About, reply: ApiEnvelope, httpStatus: number): Rule {
  const text = reply.message ?? '';
  const code = reply.code ?? '';
  const rule = byCode(code) ?? byCode(BY_TEXT.find(([words]) => words.test(text))?.[1] ?? '');
  if (rule !== undefined) return rule;
  if (/^(?:INVALID_DOMAIN|DOMAIN_NOT_FOUND)$/.test(code) || /invalid domain|domain not found/i.test(text))
    return about.part === 'purchase' ? unavailable() : notFound(about);
  if (about.part === 'purchase') return purchaseRule(reply, httpStatus);
  if (httpStatus === 404) return unknownCall;
  if (httpStatus === 403 || /verif/i.test(text)) return gate;
  if (httpStatus >= 500) return failed;
  return about.part === 'dns' ? badRecord : refused;
}

/** The exact amount is demanded, but how its refusal is called is not documented (read 2026-11-21). */
function purchaseRule(reply: ApiEnvelope, httpStatus: number): Rule {
  const words = `${reply.code ?? ''} ${reply.message ?? ''}`;
  if (/(?<!su)spend/i.test(words)) return spendLimit;
  if (/cost|price/i.test(words)) return priceChanged;
  if (httpStatus === 403 || /verif|eligib/i.test(words)) return gate;
  return refused;
}

function byCode(code: string): Rule | undefined {
  return Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
}
