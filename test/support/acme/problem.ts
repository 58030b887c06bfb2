/** A problem document (RFC 8555 §6.7), thrown by whatever refuses. */
export class Problem extends Error {
  readonly type: string;
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly more: object;

  /** @param type - without its prefix */
  constructor(
    type: string,
    detail: string,
    options: { status?: number; headers?: { readonly [name: string]: string }; more?: object } = {},
  ) {
    super(detail);
    this.type = type;
    this.status = options.status ?? 400;
    this.headers = options.headers ?? {};
    this.more = options.more ?? {};
  }

  document(): object {
    return {
      type: `urn:ietf:params:acme:error:${this.type}`,
      detail: this.message,
      status: this.status,
      ...this.more,
    };
  }
}

/** One problem of several: the parts name the identifiers they are about (RFC 8555 §6.7.1). */
export function compound(type: string, parts: readonly { name: string; problem: Problem }[]): Problem {
  const subproblems = parts.map(({ name, problem }) => ({
    ...problem.document(),
    identifier: { type: 'dns', value: name },
  }));
  return new Problem(type, 'several names are refused', { status: 403, more: { subproblems } });
}
