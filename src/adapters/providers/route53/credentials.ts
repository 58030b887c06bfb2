import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { AwsKey } from './signer.ts';

/** Gives the key to sign with, fresh when a temporary one runs out. */
export type KeySource = (signal?: AbortSignal) => Promise<AwsKey>;

type Chain = () => Promise<AwsKey>;

/** Milliseconds before their end at which temporary credentials are fetched anew, as the SDK does. */
const RENEW_MS = 300_000;

/** No diagnostics: the chain would print to the console. */
const SILENT = {
  debug: (): void => undefined,
  info: (): void => undefined,
  warn: (): void => undefined,
  error: (): void => undefined,
};

/**
 * Finds the key: the account's own, else by the rules of AWS: a profile (the setting, or AWS_PROFILE) with its SSO session, credential_process or role;
 * AWS_ACCESS_KEY_ID; what the credential chain of the SDK finds besides (default profile, container, instance). The SDK is loaded when it is needed.
 */
export function createKeySource(context: ProviderContext): KeySource {
  let found: Promise<Chain> | undefined;
  return async (signal) => {
    found ??= openChain(context);
    try {
      return await within(context.timeoutMs, signal, (await found)());
    } catch (error) {
      found = undefined;
      throw isRegctlError(error) ? error : notFound(context, error);
    }
  };
}

async function openChain(context: ProviderContext): Promise<Chain> {
  const own = await context.credentials();
  const { environment } = context;
  const profile = context.settings['profile'] ?? nonEmpty(environment['AWS_PROFILE']);
  const given =
    keyOf(context, own['access-key-id'], own['secret-access-key'], own['session-token']) ??
    // As in the SDK, a profile comes before the key in the environment.
    (profile === undefined
      ? keyOf(
          context,
          environment['AWS_ACCESS_KEY_ID'],
          environment['AWS_SECRET_ACCESS_KEY'],
          environment['AWS_SESSION_TOKEN'],
        )
      : undefined);
  if (given !== undefined) return () => Promise.resolve(given);
  const { fromIni, fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const filepath = nonEmpty(environment['AWS_SHARED_CREDENTIALS_FILE']);
  const configFilepath = nonEmpty(environment['AWS_CONFIG_FILE']);
  const files = {
    logger: SILENT,
    ...(filepath === undefined ? {} : { filepath }),
    ...(configFilepath === undefined ? {} : { configFilepath }),
  };
  // The whole chain would go on to the role of the machine where a profile is not to be had: other credentials than those named.
  return remembered(
    context,
    profile === undefined ? fromNodeProviderChain(files) : fromIni({ ...files, profile }),
  );
}

/** Keeps what the chain gave, as it may run a program each time, until it is nearly over. */
function remembered(
  { clock }: ProviderContext,
  chain: () => Promise<AwsKey & { readonly expiration?: Date }>,
): Chain {
  let last: (AwsKey & { readonly expiration?: Date }) | undefined;
  return async () => {
    const endsAt = last?.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    if (last === undefined || endsAt - clock.now().getTime() < RENEW_MS) last = await chain();
    const { accessKeyId, secretAccessKey, sessionToken } = last;
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  };
}

function keyOf(context: ProviderContext, id?: string, secret?: string, token?: string): AwsKey | undefined {
  const [accessKeyId, secretAccessKey, sessionToken] = [nonEmpty(id), nonEmpty(secret), nonEmpty(token)];
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId !== undefined && secretAccessKey !== undefined)
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  throw new RegctlError(
    'CREDENTIAL_MISSING',
    `half of the access key of account ${context.account} is missing`,
    {
      reason: `there is no ${accessKeyId === undefined ? 'access-key-id' : 'secret-access-key'}`,
      hint: 'give both, or neither to use the profiles and sessions of the AWS CLI',
      provider: 'route53',
    },
  );
}

/** The chain runs programs and asks servers; it is not waited for longer than for any other request. */
async function within<T>(timeoutMs: number, signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  return new Promise((resolve, reject) => {
    const onStop = (): void => {
      reject(
        signal?.aborted === true
          ? new RegctlError('INTERRUPTED', 'stopped while looking for AWS credentials', {
              reason: 'it was asked to stop',
            })
          : new Error(`nothing came within ${timeoutMs / 1000} s`),
      );
    };
    if (stop.aborted) onStop();
    stop.addEventListener('abort', onStop, { once: true });
    work.then(resolve, reject).finally(() => {
      stop.removeEventListener('abort', onStop);
    });
  });
}

function notFound(context: ProviderContext, cause: unknown): RegctlError {
  const text = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
  const profile = context.settings['profile'] ?? nonEmpty(context.environment['AWS_PROFILE']);
  // The command line of a credential_process, which such a message begins with, may hold secrets.
  const reason = text.startsWith('Command failed') ? 'the credential_process of the profile failed' : text;
  return new RegctlError('CREDENTIAL_MISSING', `no AWS credentials for account ${context.account}`, {
    reason: reason === '' ? 'none were found' : reason,
    hint:
      profile === undefined
        ? `name a profile with \`regctl accounts update ${context.account} --setting profile=NAME\`, or give an access key`
        : `try \`aws sts get-caller-identity --profile ${profile}\`; for SSO, \`aws sso login --profile ${profile}\``,
    provider: 'route53',
  });
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
