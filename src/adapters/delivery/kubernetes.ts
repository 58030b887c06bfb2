import { Agent, fetch } from 'undici';
import { RegctlError } from '../../core/errors.ts';
import { tlsSecret, type SecretContent } from '../../core/delivery-text.ts';
import type { ClusterAccess } from './kubeconfig.ts';

/** Milliseconds for one request. */
const TIMEOUT_MS = 30_000;
/** Characters of an answer that are read. */
const MAX_ANSWER = 100_000;

/**
 * Puts a TLS Secret into each namespace by server-side apply: made where it is not, its two values set where it is, and what others have set left alone.
 *
 * @returns what was done, a few words
 * @throws RegctlError `PERMISSION_MISSING`, `CREDENTIAL_REJECTED`, `NOT_FOUND` for a namespace, `CONFLICT`, `NETWORK`, `PROVIDER_UNAVAILABLE`
 */
export async function applySecrets(
  access: ClusterAccess,
  namespaces: readonly string[],
  content: Omit<SecretContent, 'namespace'>,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { ca, certificate, key } = access;
  const agent = new Agent({
    connect: {
      ...(ca === undefined ? {} : { ca }),
      ...(certificate === undefined || key === undefined ? {} : { cert: certificate, key }),
    },
  });
  try {
    for (const namespace of namespaces) await apply(agent, access, { ...content, namespace }, signal);
    return `Secret ${content.secret} applied in ${namespaces.join(', ')}`;
  } finally {
    await agent.close();
  }
}

async function apply(
  dispatcher: Agent,
  { server, token }: ClusterAccess,
  content: SecretContent,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { secret, namespace } = content;
  // Forced: of two that set the key of one Secret, the certificate that was issued last is the one to have.
  const url = `${server}/api/v1/namespaces/${encodeURIComponent(namespace ?? '')}/secrets/${encodeURIComponent(secret)}?fieldManager=regctl&force=true`;
  const response = await fetch(url, {
    method: 'PATCH',
    redirect: 'error',
    dispatcher,
    headers: {
      // JSON is YAML, which alone every server takes here.
      'content-type': 'application/apply-patch+yaml',
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(tlsSecret(content)),
    signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal === undefined ? [] : [signal])]),
  }).catch((error: unknown) => {
    throw unreachable(server, error);
  });
  const text = (await response.text()).slice(0, MAX_ANSWER);
  if (response.status >= 300) throw refused(`${namespace ?? ''}/${secret}`, response.status, messageOf(text));
}

function unreachable(server: string, error: unknown): RegctlError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return new RegctlError('NETWORK', `the cluster at ${new URL(server).host} could not be reached`, {
    reason: cause instanceof Error ? cause.message : 'it did not answer',
    hint: 'see whether `kubectl get namespaces` works',
    cause: error,
  });
}

function refused(what: string, status: number, said: string): RegctlError {
  const init = { reason: said, details: { status } };
  const message = `the cluster did not take Secret ${what}`;
  if (status === 401)
    return new RegctlError('CREDENTIAL_REJECTED', message, { ...init, hint: 'log in to the cluster again' });
  if (status === 403)
    return new RegctlError('PERMISSION_MISSING', message, {
      ...init,
      hint: 'grant `patch` and `create` on secrets of the namespace',
    });
  if (status === 404)
    return new RegctlError('NOT_FOUND', message, { ...init, hint: 'create the namespace first' });
  if (status === 409 || status === 422)
    return new RegctlError('CONFLICT', message, {
      ...init,
      hint: 'the type of a Secret cannot be changed: delete the old one, or name another with `--secret`',
    });
  return new RegctlError('PROVIDER_UNAVAILABLE', message, { ...init, hint: 'the next run tries again' });
}

/** What a `Status` object says. */
function messageOf(text: string): string {
  try {
    const status = JSON.parse(text) as { readonly message?: unknown };
    if (typeof status.message === 'string') return status.message.slice(0, 300);
  } catch {
    // A proxy's page is no Status object, and says nothing to anybody.
  }
  return 'it gave no reason';
}
