import {
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from '../build/npm-package.ts';
import { root } from '../build/root.ts';

/** What the binary is linked against, with the versions whose symbols it uses. */
const DEPENDS = 'libc6 (>= 2.28), libstdc++6 (>= 5), libgcc-s1 (>= 4.2), libatomic1 (>= 4.8)';

export interface DebianOptions {
  readonly binary: string;
  readonly arch: 'amd64' | 'arm64';
  readonly version: string;
  readonly manPages: { readonly [file: string]: string };
  /** Seconds since 1970 of every file in it. */
  readonly epoch: number;
  /** Options of `dpkg-deb` that choose the compression. */
  readonly compression: readonly string[];
  readonly folder: string;
}

/** Builds a Debian package: binary, its second name, manual, completions. Gives its path. */
export function debianPackage(options: DebianOptions): string {
  const tree = join(options.folder, `.deb-${options.arch}`);
  rmSync(tree, { recursive: true, force: true });
  const put = (path: string, content: string | Uint8Array, mode: number = 0o644): void => {
    mkdirSync(dirname(join(tree, path)), { recursive: true, mode: 0o755 });
    writeFileSync(join(tree, path), content, { mode });
  };
  try {
    mkdirSync(join(tree, 'usr/bin'), { recursive: true });
    cpSync(options.binary, join(tree, 'usr/bin/regctl'));
    symlinkSync('regctl', join(tree, 'usr/bin/rctl'));
    for (const [file, page] of Object.entries(options.manPages))
      put(`usr/share/man/man${file.at(-1) ?? ''}/${file}.gz`, gzipSync(page, { level: 9 }));
    const completion = (file: string): Buffer => readFileSync(join(root, 'completions', file));
    put('usr/share/bash-completion/completions/regctl', completion('regctl.bash'));
    put('usr/share/zsh/vendor-completions/_regctl', completion('_regctl'));
    put('usr/share/fish/vendor_completions.d/regctl.fish', completion('regctl.fish'));
    put('usr/share/doc/regctl/copyright', readFileSync(join(root, 'LICENSE')));
    put('DEBIAN/control', control(options, statSync(options.binary).size));
    for (const path of globSync('**/*', { cwd: tree })) {
      if (path !== 'usr/bin/rctl') utimesSync(join(tree, path), options.epoch, options.epoch);
    }
    const out = join(options.folder, `regctl_${options.version}_${options.arch}.deb`);
    run('env', [
      `SOURCE_DATE_EPOCH=${options.epoch}`,
      'dpkg-deb',
      '--root-owner-group',
      ...options.compression,
      '--build',
      tree,
      out,
    ]);
    return out;
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

function control({ arch, version }: DebianOptions, size: number): string {
  return `Package: regctl
Version: ${version}
Architecture: ${arch}
Maintainer: regctl <maintainers@regctl.example>
Installed-Size: ${Math.ceil(size / 1024)}
Depends: ${DEPENDS}
Recommends: ca-certificates
Suggests: gnome-keyring
Conflicts: regclient
Section: net
Priority: optional
Description: one tool for domains, DNS and certificates
 Reads, compares, guards, writes and reads back: nothing but what was named is
 touched, what was reviewed is what runs, and every state can be brought back.
`;
}
