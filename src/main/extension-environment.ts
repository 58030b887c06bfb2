import { providers } from '../adapters/providers/registry.gen.ts';

type Environment = { readonly [name: string]: string | undefined };

/** Variables of regctl that hold no secret; every other one of its own is kept from extensions. */
const OPEN = [
  'REGCTL_ACCOUNT',
  'REGCTL_ANNOTATE',
  'REGCTL_CONFIG_DIR',
  'REGCTL_EDITOR',
  'REGCTL_HOST',
  'REGCTL_MODE',
  'REGCTL_NO_UPDATE_CHECK',
  'REGCTL_OUTPUT',
  'REGCTL_PAGER',
  'REGCTL_PROFILE',
];

/** The environment as an extension gets it: without tokens, passphrases and the credentials of providers. */
export async function extensionEnvironment(environment: Environment): Promise<Environment> {
  const descriptions = await Promise.all(providers.map((provider) => provider.describe()));
  const secret = new Set(
    descriptions
      .flatMap(({ credentials }) => credentials)
      .flatMap(({ env }) => (env === undefined ? [] : [env, `${env}_FILE`])),
  );
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !secret.has(name) && (!name.startsWith('REGCTL_') || OPEN.includes(name)),
    ),
  );
}
