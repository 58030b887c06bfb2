import { isAbsolute, resolve } from 'node:path';
import type { DeliveryOperations } from '../control-plane/certs.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import {
  checkPlace,
  DELIVERY_KINDS,
  folderName,
  type DeliveryKind,
  type DeliveryTarget,
} from '../core/delivery.ts';
import { kubernetesName } from '../core/delivery-text.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import type { Context } from './context.ts';

/** What else may be said of a place. */
export interface DeliveryFlags {
  readonly 'password-file'?: string | undefined;
  readonly 'controller-cert'?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly 'kube-context'?: string | undefined;
  readonly namespace?: readonly string[];
  readonly secret?: string | undefined;
  readonly 'hook-timeout'?: number | undefined;
}

/** Milliseconds for a program where nothing else was said: servers reload within seconds. */
const HOOK_TIMEOUT_MS = 60_000;

/** Gives the deliveries of this machine. @throws RegctlError `MODE_UNSUPPORTED` */
export async function deliveryOperations(context: Context): Promise<DeliveryOperations> {
  const { deliveries } = await context.controlPlane();
  if (deliveries !== undefined) return deliveries;
  throw new RegctlError('MODE_UNSUPPORTED', 'a server delivers no certificates', {
    reason: 'its files and programs are not yours',
    hint: 'fetch them with `regctl certs download NAME`, or add `--mode local`',
  });
}

/**
 * Refuses places that the certificate could not go to, beside those that it has and the others that are named.
 *
 * @throws RegctlError `INVALID_INPUT`, `ALREADY_EXISTS`, `MODE_UNSUPPORTED`
 */
export async function checkPlaces(
  context: Context,
  name: string,
  targets: readonly DeliveryTarget[],
  isKeyElsewhere: boolean,
): Promise<void> {
  if (targets.length === 0) return;
  const operations = await deliveryOperations(context);
  const deliveries = await operations.list(name).catch((error: unknown) => {
    if (isRegctlError(error, 'CERTIFICATE_NOT_FOUND')) return [];
    throw error;
  });
  const present = deliveries.map((one) => one.target);
  for (const target of targets) {
    if (present.some((one) => canonicalJson(one) === canonicalJson(target))) continue;
    checkPlace(name, target, { present, isKeyElsewhere });
    present.push(target);
  }
}

/**
 * Reads a place as typed: its kind, and a folder, a file or a program with its arguments.
 *
 * @throws RegctlError `INVALID_INPUT`, `USAGE`
 */
export function parseTarget(
  context: Context,
  name: string,
  word: string,
  where: readonly string[],
  flags: DeliveryFlags = {},
): DeliveryTarget {
  const kind = kindOf(word);
  const [first, second] = where;
  const path = (text: string): string => (isAbsolute(text) ? text : resolve(context.cwd, text));
  if (kind !== 'hook' && second !== undefined)
    throw usage(`${kind} takes one place`, `${second} is one too many`, kind);
  if (kind === 'kubernetes') return secretTarget(name, first === undefined ? null : path(first), flags, path);
  if (first === undefined) throw usage(`${kind} needs a place`, 'none is given', kind);
  switch (kind) {
    case 'files':
      return { kind, folder: path(first) };
    case 'nginx':
    case 'caddy':
    case 'traefik':
    case 'haproxy':
      return { kind, path: path(first) };
    case 'pkcs12':
      return {
        kind,
        path: path(first),
        passwordFile: path(required(flags['password-file'], kind, '--password-file FILE')),
      };
    case 'sealed-secret':
      return {
        kind,
        secret: secretName(name, flags.secret),
        namespace: kubernetesName(required(flags.namespace?.[0], kind, '--namespace NAMESPACE')),
        path: path(first),
        controllerCertificate: path(required(flags['controller-cert'], kind, '--controller-cert FILE')),
      };
    case 'hook':
      // A word without a slash is looked for where programs lie, at the time it is run.
      return {
        kind,
        command: [first.includes('/') ? path(first) : first, ...where.slice(1)],
        timeoutMs: flags['hook-timeout'] ?? HOOK_TIMEOUT_MS,
      };
  }
}

/** Reads `KIND=WHERE`, the short form. @throws RegctlError `USAGE` */
export function parseShortTarget(context: Context, name: string, word: string): DeliveryTarget {
  const at = word.indexOf('=');
  if (at > 0) return parseTarget(context, name, word.slice(0, at), [word.slice(at + 1)]);
  throw new RegctlError('USAGE', `${word} says no place`, {
    reason: 'it is a kind, an equals sign, and where',
    hint: '--deliver files=/etc/regctl',
  });
}

function secretTarget(
  name: string,
  path: string | null,
  flags: DeliveryFlags,
  pathOf: (text: string) => string,
): DeliveryTarget {
  const kubeconfig = flags.kubeconfig === undefined ? null : pathOf(flags.kubeconfig);
  if (path === null && kubeconfig === null)
    throw usage(
      'kubernetes needs a file for the manifest, or --kubeconfig',
      'neither is given',
      'kubernetes',
    );
  return {
    kind: 'kubernetes',
    secret: secretName(name, flags.secret),
    namespaces: (flags.namespace ?? []).map(kubernetesName),
    path,
    kubeconfig,
    context: flags['kube-context'] ?? null,
  };
}

function secretName(name: string, given: string | undefined): string {
  return kubernetesName(given ?? `${folderName(name).replaceAll('.', '-')}-tls`);
}

function kindOf(word: string): DeliveryKind {
  const kind = DELIVERY_KINDS.find((one) => one === word);
  if (kind !== undefined) return kind;
  throw new RegctlError('USAGE', `there is no kind of delivery ${word}`, {
    reason: `there are ${DELIVERY_KINDS.join(', ')}`,
    hint: 'regctl certs delivery create NAME files /etc/regctl',
  });
}

function required(value: string | undefined, kind: string, flag: string): string {
  if (value !== undefined) return value;
  throw usage(`${kind} needs ${flag}`, 'it is not given', kind);
}

function usage(message: string, reason: string, kind: string): RegctlError {
  const hint = `regctl certs delivery create NAME ${kind} ${kind === 'hook' ? '-- PROGRAM' : 'PLACE'}`;
  return new RegctlError('USAGE', message, { reason, hint });
}
