/** Headers without a cookie, each with one value. What a field may hold is checked when it is written to the socket. */
class PlainHeaders implements Headers {
  readonly #fields = new Map<string, string>();

  constructor(fields: { readonly [name: string]: string }) {
    for (const name in fields) this.set(name, fields[name] ?? '');
  }

  get(name: string): string | null {
    return this.#fields.get(name.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.#fields.has(name.toLowerCase());
  }

  set(name: string, value: string): void {
    this.#fields.set(name.toLowerCase(), value);
  }

  append(name: string, value: string): void {
    const before = this.get(name);
    this.set(name, before === null ? value : `${before}, ${value}`);
  }

  delete(name: string): void {
    this.#fields.delete(name.toLowerCase());
  }

  getSetCookie(): string[] {
    return [];
  }

  forEach(each: (value: string, name: string, headers: Headers) => void): void {
    for (const [name, value] of this.#fields) each(value, name, this);
  }

  entries(): MapIterator<[string, string]> {
    return this.#fields.entries();
  }

  keys(): MapIterator<string> {
    return this.#fields.keys();
  }

  values(): MapIterator<string> {
    return this.#fields.values();
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.#fields.entries();
  }
}

/**
 * Answers with a text. It is a Response like others to whoever reads it, but stream and headers of the platform, which cost more than all else of a short
 * answer, are made only for who asks for them: what listens writes it to the socket as it is.
 */
export class TextResponse extends Response {
  readonly content: string;
  readonly #headers: PlainHeaders;
  #read: Response | undefined;

  constructor(content: string, headers: { readonly [name: string]: string }) {
    super();
    this.content = content;
    this.#headers = new PlainHeaders(headers);
  }

  override get headers(): PlainHeaders {
    return this.#headers;
  }

  override get body(): Response['body'] {
    return this.#asRead().body;
  }

  override get bodyUsed(): boolean {
    return this.#read?.bodyUsed ?? false;
  }

  override text(): Promise<string> {
    return this.#asRead().text();
  }

  override json(): Promise<unknown> {
    return this.#asRead().json();
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#asRead().arrayBuffer();
  }

  override bytes(): ReturnType<Response['bytes']> {
    return this.#asRead().bytes();
  }

  override blob(): ReturnType<Response['blob']> {
    return this.#asRead().blob();
  }

  override clone(): Response {
    return this.#asRead().clone();
  }

  #asRead(): Response {
    this.#read ??= new Response(this.content, { headers: [...this.#headers] });
    return this.#read;
  }
}
