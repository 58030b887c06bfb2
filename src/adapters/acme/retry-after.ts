/**
 * Reads a Retry-After header (RFC 9110 §10.2.3): seconds, or a date.
 *
 * @returns seconds from now, at least 0; null where there is none that makes sense
 */
export function retryAfterSeconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now.getTime()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}
