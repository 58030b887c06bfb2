/**
 * Reads a Retry-After header (RFC 9110 §10.2.3): seconds, or a date.
 *
 * @returns seconds from now, at least 0; null where there is none that makes sense
 */
export function retryAfterSeconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now.getTime()) / 1000;
  const until = new Date(now.getTime() + seconds * 1000);
  // Beyond the end of all dates there is none.
  return Number.isNaN(until.getTime()) ? null : Math.max(0, Math.ceil(seconds));
}
