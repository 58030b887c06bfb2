import { z } from 'zod';
import { RegctlError } from '../../core/errors.ts';
import type { ExternalAccountBinding } from '../../ports/certificate-authority.ts';
import type { HttpClient } from '../../ports/http-client.ts';

interface Credentials {
  readonly success: boolean;
  readonly eab_kid?: string | undefined;
  readonly eab_hmac_key?: string | undefined;
}

/** ZeroSSL's answer, as its clients read it; read 2026-11. */
const credentialsSchema: z.ZodType<Credentials> = z.object({
  success: z.union([z.boolean(), z.literal(1), z.literal(0)]).transform(Boolean),
  eab_kid: z.string().optional(),
  eab_hmac_key: z.string().optional(),
}) as unknown as z.ZodType<Credentials>;

/**
 * Asks a CA for account credentials by an e-mail address, as ZeroSSL gives them out.
 *
 * @param url - where it gives them out
 * @throws RegctlError `ACME_ACCOUNT_UNUSABLE`, `RATE_LIMITED`, `PROVIDER_UNAVAILABLE`, `NETWORK`
 */
export async function requestBinding(
  http: HttpClient,
  url: string,
  email: string,
  signal?: AbortSignal,
): Promise<ExternalAccountBinding> {
  const response = await http.send({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ email }).toString(),
    ...(signal === undefined ? {} : { signal }),
  });
  const credentials = read(response.text);
  if (response.status === 200 && credentials?.success === true) {
    const { eab_kid: keyId, eab_hmac_key: hmacKey } = credentials;
    if (keyId !== undefined && hmacKey !== undefined) return { keyId, hmacKey };
  }
  const { host } = new URL(url);
  const kind = response.status === 429 ? 'scheduled' : response.status >= 500 ? 'transient' : 'operator';
  const code = (
    {
      scheduled: 'RATE_LIMITED',
      transient: 'PROVIDER_UNAVAILABLE',
      operator: 'ACME_ACCOUNT_UNUSABLE',
    } as const
  )[kind];
  throw new RegctlError(code, `${host} gave no credentials for ${email}`, {
    reason: `it answered with status ${response.status}`,
    hint:
      kind === 'operator'
        ? 'check the address, or give credentials of its site with `--eab-key-id`'
        : 'try again later',
    details: { class: kind },
  });
}

function read(text: string): Credentials | undefined {
  try {
    return credentialsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // A page instead of JSON is no answer: the status says the rest.
    return undefined;
  }
}
