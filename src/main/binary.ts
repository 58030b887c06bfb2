import { KEYCHAIN_WORD } from '../adapters/stores/keychain/self.ts';
import { build } from './build.ts';
import { main } from './cli.ts';
import { LOOK_WORD } from './look-word.ts';

/** Starts the standalone binary: regctl, or the process that speaks to the keychain, which is the same file called by itself. */
export async function start(process: NodeJS.Process): Promise<void> {
  if (process.argv[2] === LOOK_WORD) return look(process);
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

/** Looks for a newer release, beside a command that did not wait for it. */
async function look(process: NodeJS.Process): Promise<void> {
  const [{ lookForRelease }, { noticeOptions }] = await Promise.all([
    import('./update-notice.ts'),
    import('./updater.ts'),
  ]);
  await lookForRelease(noticeOptions(process.env, build?.version ?? ''));
}
