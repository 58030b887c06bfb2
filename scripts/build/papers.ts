import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Binary } from './binary.ts';
import { lockedPackage } from './npm-package.ts';
import { root } from './root.ts';
import { NODE_VERSION } from './targets.ts';

/** Writes SHA256SUMS over everything in a folder that people download. */
export function writeSums(folder: string): void {
  const lines = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'SHA256SUMS')
    .map(({ name }) => name)
    .toSorted()
    .map((name) => `${sha256(readFileSync(join(folder, name)))}  ${name}\n`);
  writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''));
}

/** Writes the bill of materials of a binary beside it: Node.js, the npm packages whose code is in it, the addon. CycloneDX 1.6. */
export function writeBillOfMaterials(
  { target, path, packages }: Binary,
  { version, commit }: { readonly version: string; readonly commit: string },
): void {
  const digest = sha256(readFileSync(path));
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(digest)}`,
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': 'regctl',
        name: 'regctl',
        version,
        purl: `pkg:npm/%40regctl/cli@${version}`,
        licenses: [{ license: { id: 'MIT' } }],
        hashes: [{ alg: 'SHA-256', content: digest }],
        properties: [
          { name: 'regctl:commit', value: commit },
          { name: 'regctl:target', value: target.name },
        ],
      },
    },
    components: [
      {
        type: 'platform',
        'bom-ref': `node@${NODE_VERSION}`,
        name: 'node',
        version: NODE_VERSION,
        purl: `pkg:npm/${target.base.package}@${NODE_VERSION}`,
        hashes: [hashOf(target.base.integrity)],
      },
      ...packages.map((name) => npmComponent(name)),
    ],
  };
  writeFileSync(`${path}.cdx.json`, `${JSON.stringify(document, null, 2)}\n`);
}

/** @param folder - of the package, or the name of one that is not installed here */
function npmComponent(folder: string): object {
  const manifest = join(folder, 'package.json');
  const { name, version, license } = (
    existsSync(manifest)
      ? JSON.parse(readFileSync(manifest, 'utf8'))
      : { name: folder, version: lockedPackage(folder).version, license: 'MIT' }
  ) as { readonly name: string; readonly version: string; readonly license?: string };
  return {
    type: 'library',
    'bom-ref': `${name}@${version}`,
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
    ...hashesOf(folder),
  };
}

function hashesOf(folder: string): object {
  const name = folder.startsWith('/') ? folder.slice(join(root, 'node_modules/').length) : folder;
  return { hashes: [hashOf(lockedPackage(name).integrity)] };
}

function hashOf(integrity: string): object {
  return {
    alg: 'SHA-512',
    content: Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex'),
  };
}

/** A UUID that follows from a digest, so that one build has one. Version 8 of RFC 9562. */
function uuidOf(digest: string): string {
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
