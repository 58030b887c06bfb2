import { createHash, sign, type KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST, SIGNATURE, type Manifest } from '../../src/adapters/update/release.ts';

/** Describes a release: its files by target, with size and digest. @param files - target → name of its file in the folder */
export function releaseManifest(
  folder: string,
  about: {
    readonly version: string;
    readonly commit: string;
    readonly createdAt: Date;
    readonly files: { readonly [target: string]: string };
  },
): Manifest {
  const entries = Object.entries(about.files).map(([target, name]) => {
    const content = readFileSync(join(folder, name));
    const sha256 = createHash('sha256').update(content).digest('hex');
    return [target, { name, size: content.length, sha256 }] as const;
  });
  return {
    format: 'regctl.release/v1',
    version: about.version,
    commit: about.commit,
    createdAt: about.createdAt.toISOString(),
    files: Object.fromEntries(entries),
  };
}

/** Writes the manifest of a release, and its signature by each key. */
export function writeRelease(folder: string, manifest: Manifest, keys: readonly KeyObject[]): void {
  const octets = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(folder, MANIFEST), octets);
  writeFileSync(
    join(folder, SIGNATURE),
    keys.map((key) => `${sign(null, octets, key).toString('base64')}\n`).join(''),
  );
}

/** A key's public half as `npm run build -- --release-key` and a binary have it: 32 octets in base64. */
export function publicHalf(key: KeyObject): string {
  const { x = '' } = key.export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('base64');
}
