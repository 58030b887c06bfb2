import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { RegctlError } from '../../core/errors.ts';
import { fileFailure, isFileError } from '../../core/file-failure.ts';
import type { Release } from '../../ports/updater.ts';
import type { Fetch } from '../http/client.ts';
import { untrusted } from './release.ts';

/** Milliseconds in which something must come. */
const IDLE_TIMEOUT_MS = 30_000;
/** Octets of a manifest or its signature. */
const MAX_TEXT = 64 * 1024;

/** Where releases lie, and how they are reached. */
export interface Source {
  readonly fetch: Fetch;
  /** Address of the folder with the releases. */
  readonly releases: string;
}

/** Gives one small file of a release. @throws RegctlError `NOT_FOUND`, `NETWORK`, `PROVIDER_UNAVAILABLE` */
export async function fetchSmall(
  source: Source,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  await receive(source, path, signal, (chunk) => {
    size += chunk.length;
    if (size > MAX_TEXT) throw untrusted(`${path} is larger than such a file can be`);
    chunks.push(chunk);
    return Promise.resolve();
  });
  return Buffer.concat(chunks);
}

/** Downloads the file of a release to a new file. @throws RegctlError `RELEASE_UNTRUSTED` where size or digest are not those that were signed */
export async function fetchFile(
  source: Source,
  path: string,
  to: string,
  { file }: Release,
  options: {
    readonly onProgress?: (received: number, size: number) => void;
    readonly signal?: AbortSignal;
  },
): Promise<void> {
  const out = await open(to, 'wx', 0o700);
  const digest = createHash('sha256');
  let received = 0;
  try {
    await receive(source, path, options.signal, async (chunk) => {
      received += chunk.length;
      if (received > file.size) throw untrusted(`${file.name} is larger than what was signed`);
      digest.update(chunk);
      await out.writeFile(chunk);
      options.onProgress?.(received, file.size);
    });
    if (received !== file.size) throw cutOff(source, `${received} of ${file.size} octets came`);
    if (digest.digest('hex') !== file.sha256)
      throw untrusted(`the SHA-256 of ${file.name} is not the one that was signed`);
    await out.sync();
  } catch (error) {
    throw isFileError(error) ? fileFailure('write', to, error) : error;
  } finally {
    await out.close();
  }
}

/** Takes what an address gives, chunk by chunk, as long as something comes. */
async function receive(
  { fetch, releases }: Source,
  path: string,
  signal: AbortSignal | undefined,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(), IDLE_TIMEOUT_MS);
  const signals = signal === undefined ? [idle.signal] : [idle.signal, signal];
  const { host } = new URL(releases);
  try {
    // Redirects are followed: it is the signature that counts, not the address.
    const response = await fetch(`${releases}/${path}`, {
      headers: { 'user-agent': 'regctl' },
      signal: AbortSignal.any(signals),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw refused(host, path, response.status);
    }
    for await (const chunk of response.body ?? []) {
      timer.refresh();
      await take(chunk as Uint8Array);
    }
  } catch (error) {
    if (error instanceof RegctlError || isFileError(error, 'ENOSPC', 'EACCES', 'EROFS', 'EDQUOT', 'EIO'))
      throw error;
    if (signal?.aborted === true) {
      throw new RegctlError('INTERRUPTED', 'the update was stopped', {
        reason: 'it was asked to stop',
        hint: 'nothing was changed',
      });
    }
    throw cutOff(
      { releases },
      idle.signal.aborted ? `nothing came for ${IDLE_TIMEOUT_MS / 1000} s` : causeOf(error),
      error,
    );
  } finally {
    clearTimeout(timer);
  }
}

function refused(host: string, path: string, status: number): RegctlError {
  if (status === 404)
    return new RegctlError('NOT_FOUND', `${host} has no ${path}`, {
      reason: 'there is no such release',
      hint: 'regctl update --check',
    });
  return new RegctlError('PROVIDER_UNAVAILABLE', `${host} does not give ${path}`, {
    reason: `it answers with status ${status}`,
    hint: 'try again later',
  });
}

function cutOff({ releases }: Pick<Source, 'releases'>, reason: string, cause?: unknown): RegctlError {
  return new RegctlError('NETWORK', `the release could not be had from ${new URL(releases).host}`, {
    reason,
    hint: 'nothing was changed; check the network and the proxy, then try again',
    cause,
  });
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error && cause.message !== '' ? cause.message : 'the connection was lost';
}
