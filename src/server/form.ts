import { RegctlError } from '../core/errors.ts';

/** Octets of a form: no honest one has more. */
const MAX_FORM_OCTETS = 16 * 1024;

/** Pages that a browser may be sent on to after signing in. */
const PAGES: ReadonlySet<string> = new Set([
  '/',
  '/device',
  '/security',
  '/invitation',
  '/address',
  '/connect',
]);

/**
 * Refuses a form that a page of somebody else sent. Browsers name the origin of every form, and no page can change it.
 *
 * @throws RegctlError `PERMISSION_MISSING`
 */
export function refuseForeignOrigin(request: Request, origin: string): void {
  const from = request.headers.get('origin');
  if (from === origin) return;
  throw new RegctlError('PERMISSION_MISSING', 'the form does not come from a page of this server', {
    reason: from === null ? 'it names no origin' : `it comes from ${from.slice(0, 200)}`,
    hint: `open ${origin} in a browser`,
  });
}

/** Reads the fields of a form. @throws RegctlError `INVALID_INPUT`, `TOO_LARGE` */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw new RegctlError('INVALID_INPUT', 'the body is no form', {
      reason: 'it must be application/x-www-form-urlencoded',
      hint: 'send it as a form',
    });
  }
  const decoder = new TextDecoder();
  const reader = request.body?.getReader();
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) return new URLSearchParams(text + decoder.decode());
    length += value.length;
    if (length > MAX_FORM_OCTETS) {
      await reader?.cancel();
      throw new RegctlError('TOO_LARGE', 'the form is too large', {
        reason: `the server takes ${String(MAX_FORM_OCTETS)} octets`,
        hint: 'send less',
      });
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Gives where to go on after signing in: one of our own pages, whatever was asked for. */
export function ownPage(wanted: string | null, origin: string): string {
  const url = URL.canParse(wanted ?? '', origin) ? new URL(wanted ?? '', origin) : undefined;
  return url?.origin === origin && PAGES.has(url.pathname) ? `${url.pathname}${url.search}` : '/';
}
