import { toBase64 } from './base64url.ts';
import type { LivePaths } from './delivery.ts';
import { RegctlError } from './errors.ts';

/** Of nginx, to be included in a `server` block. */
export function nginxSnippet(name: string, { fullchain, key }: LivePaths): string {
  return `# ${name}, written by regctl\nssl_certificate ${quotedPath(fullchain)};\nssl_certificate_key ${quotedPath(key)};\n`;
}

/** Of Caddy, to be imported in a site. */
export function caddySnippet(name: string, { fullchain, key }: LivePaths): string {
  return `# ${name}, written by regctl\ntls ${quotedPath(fullchain)} ${quotedPath(key)}\n`;
}

/** Of Traefik's file provider, which looks at this file and never at those that it names: so that it changes, it tells the serial number. */
export function traefikFile(name: string, serial: string, { fullchain, key }: LivePaths): string {
  return [
    `# ${name}, written by regctl; serial number ${serial}`,
    'tls:',
    '  certificates:',
    `    - certFile: ${quotedPath(fullchain)}`,
    `      keyFile: ${quotedPath(key)}`,
    '',
  ].join('\n');
}

/** What a Secret holds. */
export interface SecretContent {
  readonly secret: string;
  /** Null leaves it to whoever applies it. */
  readonly namespace: string | null;
  readonly certificate: string;
  readonly chainPem: string;
  readonly keyPem: string;
}

/** A Secret of Kubernetes, of the type that ingress controllers read. */
export function tlsSecret({ secret, namespace, certificate, chainPem, keyPem }: SecretContent): object {
  const octets = new TextEncoder();
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: secret,
      ...(namespace === null ? {} : { namespace }),
      labels: { 'app.kubernetes.io/managed-by': 'regctl' },
      annotations: { 'regctl/certificate': certificate },
    },
    type: 'kubernetes.io/tls',
    data: {
      'tls.crt': toBase64(octets.encode(chainPem)),
      'tls.key': toBase64(octets.encode(keyPem)),
    },
  };
}

/** Several objects in one file, each a document of YAML; JSON is a form of it. */
export function manifest(objects: readonly object[]): string {
  return objects.map((one) => `---\n${JSON.stringify(one, null, 2)}\n`).join('');
}

/** A name as Kubernetes takes it (RFC 1123). @throws RegctlError `INVALID_INPUT` */
export function kubernetesName(text: string): string {
  if (/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(text)) return text;
  throw new RegctlError('INVALID_INPUT', `${text} is no name of Kubernetes`, {
    reason: 'lower-case letters, digits, hyphens and dots can stand in one',
    hint: 'name it like `www-example-org-tls`',
  });
}

/** A path that means itself in every one of these languages. @throws RegctlError `INVALID_INPUT` */
function quotedPath(path: string): string {
  if (!/["$'`\\{}\n\r]/.test(path)) return `"${path}"`;
  throw new RegctlError('INVALID_INPUT', `${path} cannot stand in a server's configuration`, {
    reason: 'quotes, dollar signs, braces and backslashes mean something there',
    hint: 'deliver the files to a folder without them',
  });
}
