import { RegctlError } from '../../core/errors.ts';
import type { DeliveryMaterial } from '../../ports/certificate-delivery.ts';
import { runProgram } from '../machine/run-program.ts';

/** What a program is let see of the environment: what it needs to run, and none of the secrets that may be there. */
const PASSED_ON = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'TZ',
  'TMPDIR',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'SYSTEMROOT',
  'WINDIR',
  'PATHEXT',
  'COMSPEC',
  'TEMP',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'USERPROFILE',
]);
/** Where cron looks for nothing, programs that reload servers lie. */
const MORE_PATHS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Runs a program, without a shell, that is told by its environment where everything lies. */
export async function runHook(
  target: { readonly command: readonly string[]; readonly timeoutMs: number },
  material: DeliveryMaterial,
  environment: { readonly [name: string]: string | undefined },
  signal: AbortSignal | undefined,
): Promise<string> {
  const [program, ...args] = target.command;
  if (program === undefined) throw new RegctlError('INTERNAL', 'defect: a hook without a program');
  const began = performance.now();
  const { exitCode, failure, output } = await runProgram([program, ...args], {
    timeoutMs: target.timeoutMs,
    environment: { ...passedOn(environment), ...told(material) },
    ...(signal === undefined ? {} : { signal }),
  });
  const took = `${((performance.now() - began) / 1000).toFixed(1)} s`;
  if (exitCode === 0) return `${program} done in ${took}`;
  const last = output.trim().split('\n').at(-1)?.trim() ?? '';
  throw new RegctlError('PROGRAM_FAILED', `${program} failed for ${material.name}`, {
    reason: [failure ?? `exit code ${String(exitCode)} after ${took}`, last]
      .filter((one) => one !== '')
      .join(': '),
    hint: 'mend it; the certificate is there, and the program is run again by the next `regctl certs renew`',
    details: { exitCode, output },
  });
}

function passedOn(environment: { readonly [name: string]: string | undefined }): {
  readonly [name: string]: string | undefined;
} {
  const kept = Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => PASSED_ON.has(name.toUpperCase()) || name.startsWith('LC_'),
    ),
  );
  if (process.platform === 'win32') return kept;
  const paths = (kept['PATH'] ?? '').split(':').filter((one) => one !== '');
  return { ...kept, PATH: [...paths, ...MORE_PATHS.filter((one) => !paths.includes(one))].join(':') };
}

function told({ name, names, serial, fingerprint, notAfter, live }: DeliveryMaterial): {
  readonly [name: string]: string;
} {
  return {
    REGCTL_CERT_NAME: name,
    REGCTL_CERT_NAMES: names.join(' '),
    REGCTL_CERT_SERIAL: serial,
    REGCTL_CERT_FINGERPRINT: fingerprint,
    REGCTL_CERT_NOT_AFTER: notAfter,
    ...(live === null
      ? {}
      : {
          REGCTL_CERT_FOLDER: live.folder,
          REGCTL_CERT_FULLCHAIN: live.fullchain,
          REGCTL_CERT_CHAIN: live.chain,
          REGCTL_CERT_LEAF: live.certificate,
          REGCTL_CERT_KEY: live.key,
        }),
  };
}
