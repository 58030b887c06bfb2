import { KEYCHAIN_WORD } from '../adapters/stores/keychain/self.ts';
import { build } from './build.ts';
import { main } from './cli.ts';

/** Starts the standalone binary: regctl, or the process that speaks to the keychain, which is the same file called by itself. */
export async function start(process: NodeJS.Process): Promise<void> {
  if (process.argv[2] !== KEYCHAIN_WORD) return main(process);
  const [{ answerKeychainRequest }, { loadCarriedKeyring }, { userFolders }] = await Promise.all([
    import('../adapters/stores/keychain/answer.ts'),
    import('./carried-keyring.ts'),
    import('./folders.ts'),
  ]);
  const { cacheDir } = userFolders(process.env);
  await answerKeychainRequest(() =>
    Promise.resolve(loadCarriedKeyring(cacheDir, build?.keyringSha256 ?? '')),
  );
}
