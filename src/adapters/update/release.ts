import { createPublicKey, verify } from 'node:crypto';
import * as z from 'zod';
import { RegctlError } from '../../core/errors.ts';
import { isVersion } from '../../core/version.ts';
import type { Release } from '../../ports/updater.ts';

/** Where releases lie. Nothing is published yet: nobody can own this name. The installers have the same. */
export const RELEASES = 'https://releases.regctl.example';

/** The files of a release that say what is in it. */
export const MANIFEST = 'release.json';
export const SIGNATURE = 'release.json.sig';

/** What `release.json` holds. A reader of this format refuses every other one. */
export interface Manifest {
  readonly format: 'regctl.release/v1';
  readonly version: string;
  readonly commit: string;
  readonly createdAt: string;
  /** By target: `linux-x64`. */
  readonly files: {
    readonly [target: string]: { readonly name: string; readonly size: number; readonly sha256: string };
  };
}

/** Octets of the largest file that is downloaded: twice what there is today. */
const MAX_FILE = 256 * 1024 * 1024;

const manifestSchema: z.ZodType<Manifest> = z.object({
  format: z.literal('regctl.release/v1'),
  version: z.string().refine(isVersion),
  commit: z.string(),
  createdAt: z.iso.datetime(),
  files: z.record(
    z.string(),
    z.object({
      name: z.string().regex(/^[\w.-]+$/),
      size: z.number().int().positive().max(MAX_FILE),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

/**
 * Reads a manifest that one of the keys has signed.
 *
 * @param signatures - lines of base64: one Ed25519 signature over the octets of the manifest each, so that keys can follow each other
 * @param keys - public keys, 32 octets in base64
 * @throws RegctlError `RELEASE_UNTRUSTED`, before anything of the manifest is looked at
 */
export function readManifest(manifest: Buffer, signatures: string, keys: readonly string[]): Manifest {
  const given = signatures
    .split('\n')
    .map((line) => Buffer.from(line.trim(), 'base64'))
    .filter((signature) => signature.length === 64);
  const isSigned = keys.some((key) => {
    const publicKey = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key, 'base64').toString('base64url') },
      format: 'jwk',
    });
    return given.some((signature) => verify(null, manifest, publicKey, signature));
  });
  if (!isSigned) throw untrusted('its signature is by none of the keys that this regctl knows');
  const read = manifestSchema.safeParse(parseJson(manifest.toString()));
  if (read.success) return read.data;
  throw new RegctlError('PROVIDER_UNAVAILABLE', 'the release cannot be understood', {
    reason: `it is described in a form that this version does not know (${read.error.issues[0]?.path.join('.') ?? ''})`,
    hint: 'install the new version with the installer',
  });
}

/** Picks what a release has for a target. @throws RegctlError `NOT_FOUND` */
export function releaseFor(manifest: Manifest, target: string): Release {
  const file = manifest.files[target];
  if (file !== undefined)
    return { version: manifest.version, commit: manifest.commit, createdAt: manifest.createdAt, file };
  throw new RegctlError('NOT_FOUND', `release ${manifest.version} has no file for ${target}`, {
    reason: `it has: ${Object.keys(manifest.files).join(', ')}`,
    hint: 'use the npm package: npm install --global @regctl/cli',
  });
}

/** The error for a release that is not what it should be. */
export function untrusted(reason: string): RegctlError {
  return new RegctlError('RELEASE_UNTRUSTED', 'the release is not installed', {
    reason,
    hint: 'nothing was changed; try again, and report it if it stays so',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What is no JSON is told of as a form that is not known.
    return undefined;
  }
}
