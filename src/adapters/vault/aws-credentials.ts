import { RegctlError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AwsCredentials } from './aws-kms.ts';

/** Milliseconds before their end at which temporary credentials are fetched anew. */
const RENEW_MS = 300_000;

/** Finds credentials of AWS as its own tools do: environment, profile, container, instance. The SDK's chain is loaded when it is first asked. */
export function awsCredentials(
  environment: { readonly [name: string]: string | undefined },
  clock: Clock,
): () => Promise<AwsCredentials> {
  let last: (AwsCredentials & { readonly expiration?: Date }) | undefined;
  return async () => {
    const given = environmentCredentials(environment);
    if (given !== undefined) return given;
    if (last === undefined || (last.expiration?.getTime() ?? Infinity) - clock.now().getTime() < RENEW_MS) {
      const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
      try {
        last = await fromNodeProviderChain()();
      } catch (error) {
        throw new RegctlError('CREDENTIAL_MISSING', 'the server has no credentials for AWS KMS', {
          reason: 'neither environment nor profile nor the role of this machine gives any',
          hint: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
          cause: error,
        });
      }
    }
    return last;
  };
}

/** What the usual variables hold; undefined where one of the two is missing. */
export function environmentCredentials(environment: {
  readonly [name: string]: string | undefined;
}): AwsCredentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, sessionToken: environment['AWS_SESSION_TOKEN'] };
}
