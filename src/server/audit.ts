import type { AnyOperation } from '../control-plane/contract/operation.ts';
import { isRegctlError, type Json } from '../core/errors.ts';
import type { AuditEvent, AuditLog } from '../ports/audit-log.ts';

/** Fields whose values are secrets, or personal; named, so that one sees that they were there. */
const HIDDEN: ReadonlySet<string> = new Set([
  'credentials',
  'authCode',
  'binding',
  'contacts',
  'token',
  'secret',
  'password',
  'settings',
]);
/** Characters of an input or result that are kept. */
const MAX_DETAILS = 64_000;

type About = Omit<AuditEvent, 'outcome' | 'code' | 'details' | 'action'>;

/** Whether an operation changes something and so leaves entries behind. */
export function isAudited({ scope }: AnyOperation): boolean {
  return scope !== null && !scope.endsWith(':read');
}

/** Carries work out between two entries: one before it, and one with its end. */
export async function audited(
  log: AuditLog,
  about: About,
  operation: AnyOperation,
  input: unknown,
  work: () => Promise<unknown>,
): Promise<unknown> {
  if (!isAudited(operation)) {
    try {
      return await work();
    } catch (error) {
      if (isRegctlError(error, 'PERMISSION_MISSING')) await auditRefusal(log, about, operation, error.code);
      throw error;
    }
  }
  const entry = { ...about, action: operation.id };
  await log.append({ ...entry, outcome: 'begun', code: null, details: withoutSecrets(input) });
  try {
    const value = await work();
    await log.append({
      ...entry,
      outcome: 'done',
      code: null,
      details: operation.secret === true ? null : withoutSecrets(value),
    });
    return value;
  } catch (error) {
    const code = isRegctlError(error) ? error.code : 'INTERNAL';
    await log.append({ ...entry, outcome: 'failed', code, details: null });
    throw error;
  }
}

/** Keeps an attempt that was refused. */
export function auditRefusal(
  log: AuditLog,
  about: About,
  operation: AnyOperation,
  code: string,
): Promise<void> {
  return log.append({
    ...about,
    action: operation.id,
    outcome: 'refused',
    code,
    details: { scope: operation.scope },
  });
}

function withoutSecrets(value: unknown): Json {
  const text = JSON.stringify(value ?? null, (key, inner: unknown) =>
    HIDDEN.has(key) ? '(not kept)' : inner,
  );
  return text.length > MAX_DETAILS ? { length: text.length } : (JSON.parse(text) as Json);
}
