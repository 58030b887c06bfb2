import { readFile } from 'node:fs/promises';
import type { DeliveryTarget } from '../../core/delivery.ts';
import { caddySnippet, manifest, nginxSnippet, tlsSecret, traefikFile } from '../../core/delivery-text.ts';
import { RegctlError } from '../../core/errors.ts';
import { fileFailure } from '../../core/file-failure.ts';
import type { DeliveryMaterial, DeliveryPlaces } from '../../ports/certificate-delivery.ts';
import { nodeDeliveryFiles, type DeliveryFiles } from './delivery-files.ts';
import { runHook } from './hook.ts';
import { deliverFiles } from './live-folder.ts';
import { deliverFile, requireKey } from './one-file.ts';

/** What deliveries are made with. */
export interface DeliverySurroundings {
  readonly environment: { readonly [name: string]: string | undefined };
  /** The file system; a test's fails. */
  readonly files?: DeliveryFiles;
}

/** Puts certificates into files, clusters and programs of this machine. */
export function createDeliveryPlaces({
  environment,
  files = nodeDeliveryFiles,
}: DeliverySurroundings): DeliveryPlaces {
  return {
    deliver: (target, material, { signal }) => {
      switch (target.kind) {
        case 'files':
          return deliverFiles(files, target.folder, material);
        case 'nginx':
        case 'caddy':
        case 'traefik':
          return deliverFile(files, target.path, configuration(target.kind, material));
        case 'haproxy':
          return deliverFile(
            files,
            target.path,
            `${requireKey(material.keyPem, material.name)}${material.chainPem}`,
          );
        case 'pkcs12':
          return deliverPkcs12(files, target, material);
        case 'kubernetes':
          return deliverSecret(files, target, material, environment, signal);
        case 'sealed-secret':
          return deliverSealed(files, target, material);
        case 'hook':
          return runHook(target, material, environment, signal);
      }
    },
  };
}

function configuration(
  kind: 'nginx' | 'caddy' | 'traefik',
  { name, serial, live }: DeliveryMaterial,
): string {
  if (live === null) throw new RegctlError('INTERNAL', 'defect: a configuration without the files it names');
  if (kind === 'nginx') return nginxSnippet(name, live);
  return kind === 'caddy' ? caddySnippet(name, live) : traefikFile(name, serial, live);
}

async function deliverPkcs12(
  files: DeliveryFiles,
  { path, passwordFile }: Extract<DeliveryTarget, { kind: 'pkcs12' }>,
  { name, chainPem, keyPem }: DeliveryMaterial,
): Promise<string> {
  const password = (await read(passwordFile)).replace(/\r?\n$/, '');
  // Readers do not agree on how an empty password is encoded.
  if (password === '')
    throw new RegctlError('INVALID_INPUT', `${passwordFile} holds no password`, {
      reason: 'a PKCS #12 file without one is read by some programs and not by others',
      hint: 'write one to the file',
    });
  const { packPkcs12 } = await import('./pkcs12.ts');
  const packed = await packPkcs12({ name, chainPem, keyPem: requireKey(keyPem, name), password });
  return deliverFile(files, path, packed);
}

async function deliverSecret(
  files: DeliveryFiles,
  target: Extract<DeliveryTarget, { kind: 'kubernetes' }>,
  { name, chainPem, keyPem }: DeliveryMaterial,
  environment: DeliverySurroundings['environment'],
  signal: AbortSignal | undefined,
): Promise<string> {
  const content = {
    secret: target.secret,
    certificate: name,
    chainPem,
    keyPem: requireKey(keyPem, name),
  };
  const namespaces = target.namespaces.length === 0 ? [null] : target.namespaces;
  const written =
    target.path === null
      ? []
      : [
          await deliverFile(
            files,
            target.path,
            manifest(namespaces.map((namespace) => tlsSecret({ ...content, namespace }))),
          ),
        ];
  if (target.kubeconfig === null) return written.join('; ');
  const [{ readKubeconfig }, { applySecrets }] = await Promise.all([
    import('./kubeconfig.ts'),
    import('./kubernetes.ts'),
  ]);
  const access = await readKubeconfig(target.kubeconfig, target.context, environment);
  const into = target.namespaces.length === 0 ? [access.namespace ?? 'default'] : target.namespaces;
  return [...written, await applySecrets(access, into, content, signal)].join('; ');
}

async function deliverSealed(
  files: DeliveryFiles,
  target: Extract<DeliveryTarget, { kind: 'sealed-secret' }>,
  { name, chainPem, keyPem }: DeliveryMaterial,
): Promise<string> {
  const { sealSecret } = await import('./sealed-secret.ts');
  const sealed = await sealSecret(await read(target.controllerCertificate), {
    secret: target.secret,
    namespace: target.namespace,
    certificate: name,
    values: { 'tls.crt': chainPem, 'tls.key': requireKey(keyPem, name) },
  });
  return deliverFile(files, target.path, manifest([sealed]));
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw fileFailure('read', path, error);
  }
}
