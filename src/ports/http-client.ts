/** One request. Bodies are text; JSON is the caller's to write and to read. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
  /** Whether the request may be sent again when its outcome is unknown. GET always may. */
  readonly repeatable?: boolean;
  /** Bound on the request with all its tries, in milliseconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Called with each line of an `application/x-ndjson` body as it comes; the text of the response is then empty. */
  readonly onLine?: (line: string) => void;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
}

/**
 * Sends requests.
 *
 * Contract: any status is a response, none is thrown; what is no response throws `NETWORK` naming the host, with `details.outcome: 'unknown'` once the
 * request may have been received. Ends within its time-out; bodies are bounded; redirects are not followed. A repeatable request is tried again, with growing
 * pauses, after a lost connection, 429 and 503, honouring Retry-After within bounds. Traces carry no secret: header values are never logged.
 */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpResponse>;
}
