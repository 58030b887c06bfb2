import { z } from 'zod';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../ports/http-client.ts';
import type { LookupStore } from '../../ports/job-store.ts';
import { checkDirectoryUrl, directorySchema, type Directory } from './directory.ts';
import { importSigningKey, signJws, type SigningKey } from './jws.ts';
import { NoncePool } from './nonce-pool.ts';
import { problemOf, refusal } from './problem.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { Turns } from './turns.ts';

export interface AcmeDeps {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Keeps directories between runs, so that a renewal begins with its order. */
  readonly cache?: LookupStore;
}

/** Milliseconds; a directory older than this is read again. CAs change theirs a few times a year and keep the old URLs for long. */
const DIRECTORY_LIFE_MS = 6 * 3_600_000;
/** Tries with a new nonce: at a server that refuses every second one, one request of some thousands fails. */
const MAX_NONCE_TRIES = 12;
/** Tries of what only reads, and of what was refused for a moment. */
const MAX_TRIES = 3;
/** Seconds; a longer wait is left to the caller. */
const PATIENCE_SECONDS = 10;
/** Requests to one CA at a time: however many certificates are under way, it is shared with everybody, and Pebble stands still under more. */
const MAX_AT_ONCE = 4;
/** Milliseconds for one request. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Who signs: an account by its URL, or a key that the CA does not know yet. */
export type Signer = { readonly keyPem: string; readonly accountUrl?: string };

/** One signed request. `payload` is an empty string for a read (POST-as-GET). */
export interface AcmeRequest {
  /** For errors: `order for example.org`. */
  readonly what: string;
  readonly url: string;
  readonly payload: object | '';
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Speaks with one CA: directory, nonces, signatures, and tries again what may be tried again. */
export class AcmeTransport {
  readonly directoryUrl: string;
  readonly #deps: AcmeDeps;
  readonly #nonces: NoncePool;
  readonly #turns = new Turns(MAX_AT_ONCE);
  readonly #keys = new Map<string, Promise<SigningKey>>();
  #directory: Promise<Directory> | undefined;

  constructor(directoryUrl: string, deps: AcmeDeps) {
    this.directoryUrl = checkDirectoryUrl(directoryUrl);
    this.#deps = deps;
    this.#nonces = new NoncePool(async () => {
      const { newNonce } = await this.directory();
      // GET rather than HEAD: 204 instead of 200, and nothing else (RFC 8555 §7.2).
      const response = await this.get('nonce', newNonce);
      const nonce = response.headers['replay-nonce'];
      if (nonce !== undefined) return nonce;
      throw notUnderstood('nonce', newNonce, 'the answer has none');
    });
  }

  /** The directory, read once and kept for hours. */
  async directory(signal?: AbortSignal): Promise<Directory> {
    this.#directory ??= this.#readDirectory(signal).catch((error: unknown) => {
      this.#directory = undefined;
      throw error;
    });
    return this.#directory;
  }

  /** The key of a PEM text; reading one costs as much as signing with it. */
  key(pem: string): Promise<SigningKey> {
    const known = this.#keys.get(pem) ?? importSigningKey(pem);
    this.#keys.set(pem, known);
    return known;
  }

  /** Sends an unsigned read. @throws RegctlError as the port says */
  async get(what: string, url: string, signal?: AbortSignal): Promise<HttpResponse> {
    return this.#attempt(what, { method: 'GET', url, ...(signal === undefined ? {} : { signal }) }, true);
  }

  /** Signs and sends, with a new nonce for as long as the CA refuses the nonce alone. */
  async post(signer: Signer, request: AcmeRequest): Promise<HttpResponse> {
    const key = await this.key(signer.keyPem);
    const who = signer.accountUrl === undefined ? { jwk: key.jwk } : { kid: signer.accountUrl };
    for (let attempt = 1; ; attempt++) {
      const nonce = await this.#nonces.take();
      const jws = await signJws(key, { ...who, nonce, url: request.url }, request.payload);
      const answer = await this.#attempt(
        request.what,
        {
          method: 'POST',
          url: request.url,
          headers: {
            'content-type': 'application/jose+json',
            ...(request.accept === undefined ? {} : { accept: request.accept }),
          },
          body: JSON.stringify(jws),
          ...(request.signal === undefined ? {} : { signal: request.signal }),
        },
        false,
        (response) => isBadNonce(response) && attempt < MAX_NONCE_TRIES,
      ).catch((error: unknown) => {
        // A read may be repeated when its answer was lost; the nonce it took is gone either way.
        if (request.payload !== '' || attempt >= MAX_TRIES || !isRegctlError(error, 'NETWORK')) throw error;
        return undefined;
      });
      if (answer !== undefined && !isBadNonce(answer)) return answer;
    }
  }

  /** Reads the body of an answer as JSON of a form. @throws RegctlError `PROVIDER_UNAVAILABLE` */
  read<T>(what: string, url: string, response: HttpResponse, schema: z.ZodType<T>): T {
    let body: unknown;
    try {
      body = JSON.parse(response.text);
    } catch {
      throw notUnderstood(what, url, 'it is not JSON');
    }
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw notUnderstood(what, url, z.prettifyError(parsed.error).replaceAll('\n', ' '));
  }

  /** The Retry-After of an answer, in seconds. */
  retryAfter(response: HttpResponse): number | null {
    return retryAfterSeconds(response.headers['retry-after'], this.#deps.clock.now());
  }

  async #readDirectory(signal: AbortSignal | undefined): Promise<Directory> {
    const { cache, clock } = this.#deps;
    const key = `acme-directory ${this.directoryUrl}`;
    const kept = await cache?.get(key);
    if (kept !== undefined && clock.now().getTime() - Date.parse(kept.readAt) < DIRECTORY_LIFE_MS) {
      const parsed = directorySchema.safeParse(kept.body);
      if (parsed.success) return parsed.data;
    }
    const response = await this.get('directory', this.directoryUrl, signal);
    const directory = this.read('directory', this.directoryUrl, response, directorySchema);
    await cache?.put(key, JSON.parse(JSON.stringify(directory)) as never, clock.now().toISOString());
    return directory;
  }

  /** Sends, and again after a short while where the CA asks for one. */
  async #attempt(
    what: string,
    request: HttpRequest,
    isRead: boolean,
    passes: (response: HttpResponse) => boolean = () => false,
  ): Promise<HttpResponse> {
    const { http, clock } = this.#deps;
    for (let attempt = 1; ; attempt++) {
      let response: HttpResponse;
      try {
        response = await this.#turns.take(() =>
          http.send({ timeoutMs: REQUEST_TIMEOUT_MS, ...request, repeatable: false }),
        );
      } catch (error) {
        if (!isRegctlError(error, 'NETWORK')) throw error;
        if (!isRead || attempt >= MAX_TRIES) throw noAnswer(what, request.url, error);
        await clock.sleep(250 * attempt, request.signal);
        continue;
      }
      this.#nonces.keep(response.headers['replay-nonce']);
      if ((response.status >= 200 && response.status < 300) || passes(response)) return response;
      const wait = this.retryAfter(response);
      const isShort = response.status === 503 && wait !== null && wait <= PATIENCE_SECONDS;
      // A nonce was spent on a signed request, so only reads can be sent again as they are.
      if (!isRead || !isShort || attempt >= MAX_TRIES)
        throw refusal(
          what,
          { url: request.url, directoryUrl: this.directoryUrl },
          response,
          wait,
          clock.now(),
        );
      await clock.sleep(wait * 1000, request.signal);
    }
  }
}

function isBadNonce(response: HttpResponse): boolean {
  return response.status === 400 && problemOf(response).type === 'badNonce';
}

/** The error of a CA that cannot be reached, told apart from that of a provider by its class. */
function noAnswer(what: string, url: string, cause: RegctlError): RegctlError {
  return new RegctlError('NETWORK', `${what}: no answer from ${new URL(url).host}`, {
    reason: cause.reason ?? cause.message,
    hint: isUntrusted(cause)
      ? 'have its root trusted by this machine, or name a file that holds it in NODE_EXTRA_CA_CERTS'
      : 'try again later, or choose another CA with `--ca`',
    details: { ...cause.details, class: 'transient', url },
    cause,
  });
}

/** What Node says of a certificate whose root it does not know. */
const UNTRUSTED: readonly unknown[] = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/** Whether no answer came because the certificate of the CA's own server is not trusted: waiting mends nothing. */
function isUntrusted({ cause }: RegctlError): boolean {
  const ground: unknown = cause instanceof Error ? cause.cause : undefined;
  return ground instanceof Error && 'code' in ground && UNTRUSTED.includes(ground.code);
}

/** The error of an answer that is none of ACME's. */
export function notUnderstood(what: string, url: string, reason: string): RegctlError {
  return new RegctlError(
    'PROVIDER_UNAVAILABLE',
    `${what}: the answer of ${new URL(url).host} cannot be understood`,
    {
      reason,
      hint: 'check that the URL is that of an ACME directory, or try again later',
      details: { class: 'transient', url },
    },
  );
}
