import { X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { parse } from 'yaml';

/** A Secret as the server keeps it. */
export interface StoredSecret {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: { readonly [key: string]: string };
    readonly annotations?: { readonly [key: string]: string };
    readonly managedFields: readonly { readonly manager: string; readonly operation: string }[];
    readonly resourceVersion: string;
  };
  readonly type: string;
  readonly data: { readonly [key: string]: string };
}

export interface KubernetesServer {
  readonly url: string;
  /** By `namespace/name`. */
  readonly secrets: Map<string, StoredSecret>;
  /** Namespaces in which the user may do nothing. */
  readonly forbidden: Set<string>;
  readonly requests: string[];
  /** Takes a client certificate of this issuer besides the token. */
  close(): Promise<void>;
}

interface Options {
  readonly certificate: string;
  readonly key: string;
  /** Root of client certificates. */
  readonly clientCa: string;
  readonly token: string;
  readonly namespaces: readonly string[];
}

/**
 * The part of the API of Kubernetes that a Secret needs: server-side apply over TLS, with the refusals of a real one. Follows
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/ and the validation of `kubernetes.io/tls` (read 2026-11-21).
 */
export async function startKubernetes(options: Options): Promise<KubernetesServer> {
  const secrets = new Map<string, StoredSecret>();
  const forbidden = new Set<string>();
  const requests: string[] = [];
  const server = createServer(
    {
      cert: options.certificate,
      key: options.key,
      ca: options.clientCa,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
      void read(request).then((body) => answer({ ...options, secrets, forbidden }, request, body, response));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `https://127.0.0.1:${port}`,
    secrets,
    forbidden,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type World = Options & Pick<KubernetesServer, 'secrets' | 'forbidden'>;

function answer(world: World, request: IncomingMessage, body: string, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const [, namespace = '', name = ''] =
    /^\/api\/v1\/namespaces\/([^/]+)\/secrets\/([^/]+)$/.exec(url.pathname) ?? [];
  const send = (status: number, value: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  const fail = (code: number, reason: string, message: string): void =>
    send(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code });
  const client = (request.socket as TLSSocket).getPeerX509Certificate?.();
  const isKnown =
    request.headers.authorization === `Bearer ${world.token}` ||
    (client !== undefined && client.verify(new X509Certificate(world.clientCa).publicKey));
  if (!isKnown) return fail(401, 'Unauthorized', 'Unauthorized');
  if (name === '') return fail(404, 'NotFound', 'the server could not find the requested resource');
  if (world.forbidden.has(namespace))
    return fail(
      403,
      'Forbidden',
      `secrets "${name}" is forbidden: User "test" cannot patch resource "secrets" in API group "" in the namespace "${namespace}"`,
    );
  if (!world.namespaces.includes(namespace))
    return fail(404, 'NotFound', `namespaces "${namespace}" not found`);
  if (request.method !== 'PATCH')
    return fail(405, 'MethodNotAllowed', 'the server does not allow this method');
  if (request.headers['content-type'] !== 'application/apply-patch+yaml')
    return fail(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format');
  const manager = url.searchParams.get('fieldManager');
  if (manager === null)
    return fail(422, 'Invalid', 'fieldManager: Required value: is required for apply patch');
  return apply(
    world,
    { namespace, name, manager, isForced: url.searchParams.get('force') === 'true' },
    body,
    send,
    fail,
  );
}

interface Applied {
  readonly namespace: string;
  readonly name: string;
  readonly manager: string;
  readonly isForced: boolean;
}

function apply(
  { secrets }: World,
  { namespace, name, manager, isForced }: Applied,
  body: string,
  send: (status: number, value: object) => void,
  fail: (code: number, reason: string, message: string) => void,
): void {
  const wanted = parse(body) as StoredSecret & { readonly kind: string; readonly apiVersion: string };
  const present = secrets.get(`${namespace}/${name}`);
  if (wanted.kind !== 'Secret' || wanted.apiVersion !== 'v1')
    return fail(400, 'BadRequest', 'the object is no v1 Secret');
  if (wanted.metadata.name !== name || wanted.metadata.namespace !== namespace)
    return fail(400, 'BadRequest', 'the name or namespace of the object does not match the URL');
  if (present !== undefined && present.type !== wanted.type)
    return fail(
      422,
      'Invalid',
      `Secret "${name}" is invalid: type: Invalid value: "${wanted.type}": field is immutable`,
    );
  for (const key of ['tls.crt', 'tls.key'])
    if (wanted.type === 'kubernetes.io/tls' && wanted.data[key] === undefined)
      return fail(422, 'Invalid', `Secret "${name}" is invalid: data[${key}]: Required value`);
  const others = (present?.metadata.managedFields ?? []).filter((one) => one.manager !== manager);
  const changes = Object.entries(wanted.data).some(
    ([key, value]) => present?.data[key] !== undefined && present.data[key] !== value,
  );
  if (others.length > 0 && changes && !isForced)
    return fail(
      409,
      'Conflict',
      `Apply failed with 1 conflict: conflict with "${others[0]?.manager ?? ''}": .data.tls.crt`,
    );
  const stored: StoredSecret = {
    type: wanted.type,
    data: { ...present?.data, ...wanted.data },
    metadata: {
      ...wanted.metadata,
      labels: { ...present?.metadata.labels, ...wanted.metadata.labels },
      annotations: { ...present?.metadata.annotations, ...wanted.metadata.annotations },
      managedFields: [...others, { manager, operation: 'Apply' }],
      resourceVersion: String(Number(present?.metadata.resourceVersion ?? '0') + 1),
    },
  };
  secrets.set(`${namespace}/${name}`, stored);
  send(present === undefined ? 201 : 200, { apiVersion: 'v1', kind: 'Secret', ...stored });
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
