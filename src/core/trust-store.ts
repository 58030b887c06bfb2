import type { MachineStep } from './machine-step.ts';

/** A root that is to be trusted, or no more. */
export interface TrustedRoot {
  readonly pem: string;
  /** Common name. */
  readonly name: string;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string;
  /** Serial number, hexadecimal. */
  readonly serial: string;
  /** Where the PEM file lies for programs that read one. */
  readonly file: string;
}

/** A place that keeps trusted roots, and how it is changed. */
export interface TrustStore {
  /** For people: `Debian`, `NSS /home/me/.pki/nssdb`. */
  readonly name: string;
  install(root: TrustedRoot): readonly MachineStep[];
  remove(root: TrustedRoot): readonly MachineStep[];
}

/** Folders of Debian's store; others for a test, which must not change the machine's. */
export interface DebianFolders {
  readonly local: string;
  /** Words after `update-ca-certificates`. */
  readonly args: readonly string[];
}

/** Debian and its kin: a file in a folder, gathered into one bundle by a program. */
export function debianStore(
  folders: DebianFolders = { local: '/usr/local/share/ca-certificates', args: [] },
): TrustStore {
  const path = (root: TrustedRoot): string => `${folders.local}/${fileName(root)}`;
  // Without `--fresh` the link of a file that went stays.
  const gather = (...words: readonly string[]): MachineStep => ({
    op: 'run',
    command: ['update-ca-certificates', ...words, ...folders.args],
  });
  return {
    name: 'Debian',
    install: (root) => [{ op: 'write', path: path(root), text: root.pem, mode: 0o644 }, gather()],
    remove: (root) => [{ op: 'remove', path: path(root) }, gather('--fresh')],
  };
}

/** Fedora and its kin. */
export function fedoraStore(): TrustStore {
  const path = (root: TrustedRoot): string => `/etc/pki/ca-trust/source/anchors/${fileName(root)}`;
  const gather: MachineStep = { op: 'run', command: ['update-ca-trust', 'extract'] };
  return {
    name: 'Fedora',
    install: (root) => [{ op: 'write', path: path(root), text: root.pem, mode: 0o644 }, gather],
    remove: (root) => [{ op: 'remove', path: path(root) }, gather],
  };
}

/** The system keychain of macOS, which asks the user itself. */
export function macosStore(): TrustStore {
  const keychain = '/Library/Keychains/System.keychain';
  return {
    name: 'macOS',
    install: (root) => [
      asFile(root),
      {
        op: 'run',
        command: ['security', 'add-trusted-cert', '-d', '-r', 'trustRoot', '-k', keychain, root.file],
      },
    ],
    remove: (root) => [
      asFile(root),
      { op: 'run', command: ['security', 'remove-trusted-cert', '-d', root.file], mayFail: true },
      {
        op: 'run',
        command: ['security', 'delete-certificate', '-Z', root.fingerprint.toUpperCase(), keychain],
        mayFail: true,
      },
      { op: 'remove', path: root.file },
    ],
  };
}

/** The roots of this machine in Windows. */
export function windowsStore(): TrustStore {
  return {
    name: 'Windows',
    install: (root) => [
      asFile(root),
      { op: 'run', command: ['certutil', '-addstore', '-f', 'Root', root.file] },
    ],
    remove: (root) => [
      { op: 'run', command: ['certutil', '-delstore', 'Root', root.serial], mayFail: true },
      { op: 'remove', path: root.file },
    ],
  };
}

/** A database of NSS, as Firefox, Chromium and others have on Linux. @param folder - where its `cert9.db` is */
export function nssStore(folder: string): TrustStore {
  const database = ['-d', `sql:${folder}`] as const;
  return {
    name: `NSS ${folder}`,
    install: (root) => [
      asFile(root),
      { op: 'run', command: ['certutil', ...database, '-A', '-t', 'C,,', '-n', root.name, '-i', root.file] },
    ],
    remove: (root) => [
      { op: 'run', command: ['certutil', ...database, '-D', '-n', root.name], mayFail: true },
      { op: 'remove', path: root.file },
    ],
  };
}

function asFile(root: TrustedRoot): MachineStep {
  return { op: 'write', path: root.file, text: root.pem, mode: 0o644 };
}

function fileName({ fingerprint }: TrustedRoot): string {
  return `regctl-${fingerprint.slice(0, 16)}.crt`;
}
