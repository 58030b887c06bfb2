import { RegctlError } from './errors.ts';

/** Says that a registrar has no API for an action, why, and where a person can do it instead. */
export function noApi(
  subject: string,
  provider: string,
  action: string,
  { note, page }: { readonly note?: string; readonly page?: string },
): RegctlError {
  return new RegctlError(
    'CAPABILITY_MISSING',
    `${subject}: ${provider} has no API for ${action.replaceAll('-', ' ')}`,
    {
      reason: note ?? 'the provider offers no such call',
      hint: page === undefined ? 'do it in the control panel of the provider' : `do it at ${page}`,
      provider,
    },
  );
}
