import { RegctlError, type ErrorCode } from './errors.ts';

/** Where a certificate is put after each issue. Paths are absolute. Plain JSON data. */
export type DeliveryTarget =
  /** PEM files below `live/NAME/`, a link that is swapped at once. */
  | { readonly kind: 'files'; readonly folder: string }
  /** Key and chain in one PEM file. */
  | { readonly kind: 'haproxy'; readonly path: string }
  /** What a server's configuration includes; names the files of `files`. */
  | { readonly kind: 'nginx' | 'caddy' | 'traefik'; readonly path: string }
  | { readonly kind: 'pkcs12'; readonly path: string; readonly passwordFile: string }
  /** A Secret: as a manifest, or put into each namespace through the API. */
  | {
      readonly kind: 'kubernetes';
      readonly secret: string;
      readonly namespaces: readonly string[];
      readonly path: string | null;
      readonly kubeconfig: string | null;
      readonly context: string | null;
    }
  /** A manifest that the controller of Sealed Secrets alone can open. */
  | {
      readonly kind: 'sealed-secret';
      readonly secret: string;
      readonly namespace: string;
      readonly path: string;
      readonly controllerCertificate: string;
    }
  /** A program that is told where everything lies. */
  | { readonly kind: 'hook'; readonly command: readonly string[]; readonly timeoutMs: number };

export const DELIVERY_KINDS = [
  'files',
  'nginx',
  'caddy',
  'traefik',
  'haproxy',
  'pkcs12',
  'kubernetes',
  'sealed-secret',
  'hook',
] as const;
export type DeliveryKind = DeliveryTarget['kind'];

/** Kinds that name the PEM files of another delivery. */
const OF_FILES: readonly DeliveryKind[] = ['nginx', 'caddy', 'traefik'];
/** Kinds that hold the private key. */
const WITH_KEY: readonly DeliveryKind[] = [...OF_FILES, 'haproxy', 'pkcs12', 'kubernetes', 'sealed-secret'];

/** A place, and what is there. Plain JSON data. */
export interface Delivery {
  readonly id: string;
  readonly target: DeliveryTarget;
  /** Fingerprint of the certificate that it has; null for none. */
  readonly delivered: string | null;
  readonly deliveredAt: string | null;
  readonly failure: DeliveryFailure | null;
}

/** How often in a row it failed, and when it is tried again. */
export interface DeliveryFailure {
  readonly count: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly lastAt: string;
  readonly nextTryAt: string;
}

/** Minutes from the first, second, third failure to the next try: the very next run, then ever rarer, once a day in the end. */
const RETRY_MINUTES = [0, 10, 100];
const DAY_MINUTES = 1440;

/** Those that do not have the certificate in force, in the order in which they are made: files first, programs last. */
export function pendingDeliveries(deliveries: readonly Delivery[], fingerprint: string): readonly Delivery[] {
  const rank = ({ target: { kind } }: Delivery): number => (kind === 'files' ? 0 : kind === 'hook' ? 2 : 1);
  return deliveries.filter((one) => one.delivered !== fingerprint).toSorted((a, b) => rank(a) - rank(b));
}

/** When the next of the deliveries must be made: now, or when a failed one is tried again; undefined where all are made. */
export function nextDelivery(
  deliveries: readonly Delivery[],
  fingerprint: string,
  now: Date,
): Date | undefined {
  const pending = pendingDeliveries(deliveries, fingerprint);
  // Programs that wait for the files are run together with them.
  const waits = pending.some(({ target, failure }) => target.kind === 'files' && failure !== null);
  const times = pending
    .filter(({ target }) => !waits || target.kind !== 'hook')
    .map(({ failure }) => (failure === null ? now.getTime() : Date.parse(failure.nextTryAt)));
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

/** Counts a failure. */
export function countDeliveryFailure(
  before: DeliveryFailure | null,
  error: { readonly code: ErrorCode; readonly message: string },
  now: Date,
): DeliveryFailure {
  const count = (before?.count ?? 0) + 1;
  const minutes = RETRY_MINUTES[count - 1] ?? DAY_MINUTES;
  return {
    count,
    code: error.code,
    message: error.message,
    lastAt: now.toISOString(),
    nextTryAt: new Date(now.getTime() + minutes * 60_000).toISOString(),
  };
}

/** Where a delivery goes, in a few words. */
export function describeTarget(target: DeliveryTarget): string {
  switch (target.kind) {
    case 'files':
      return target.folder;
    case 'hook':
      return target.command.join(' ');
    case 'kubernetes':
      return target.path ?? target.namespaces.map((namespace) => `${namespace}/${target.secret}`).join(' ');
    case 'haproxy':
    case 'nginx':
    case 'caddy':
    case 'traefik':
    case 'pkcs12':
    case 'sealed-secret':
      return target.path;
  }
}

/**
 * What a certificate is called in paths: its name, with hyphens for the colons of addresses.
 *
 * @throws RegctlError `INVALID_INPUT` for a name that could lead out of its folder
 */
export function folderName(name: string): string {
  const folder = name.replaceAll(':', '-');
  if (/^[\w-][\w.-]*$/u.test(folder)) return folder;
  throw new RegctlError('INVALID_INPUT', `${name} cannot be the name of a folder`, {
    reason: 'letters, digits, dots, hyphens and underscores can stand in it, and no dot in front',
    hint: 'issue it under another name with `--name`',
  });
}

/** Where the PEM files of a certificate lie. */
export interface LivePaths {
  readonly folder: string;
  readonly fullchain: string;
  readonly chain: string;
  readonly certificate: string;
  readonly key: string;
}

/** Paths that stay the same at every renewal. */
export function livePaths(folder: string, name: string): LivePaths {
  const live = `${folder}/live/${folderName(name)}`;
  return {
    folder: live,
    fullchain: `${live}/fullchain.pem`,
    chain: `${live}/chain.pem`,
    certificate: `${live}/cert.pem`,
    key: `${live}/privkey.pem`,
  };
}

/** Whether a place names the PEM files of another. */
export function namesFiles({ kind }: DeliveryTarget): boolean {
  return OF_FILES.includes(kind);
}

/**
 * Refuses a place that a certificate cannot go to.
 *
 * @param about - places that it goes to already, and whether its key lies elsewhere
 * @throws RegctlError `INVALID_INPUT`, `ALREADY_EXISTS` for a second folder
 */
export function checkPlace(
  name: string,
  target: DeliveryTarget,
  about: { readonly present: readonly DeliveryTarget[]; readonly isKeyElsewhere: boolean },
): void {
  folderName(name);
  const { kind } = target;
  const hasFiles = about.present.some((one) => one.kind === 'files');
  if (namesFiles(target) && !hasFiles)
    throw new RegctlError('INVALID_INPUT', `what ${kind} reads names files, and ${name} has none delivered`, {
      reason: 'its configuration holds paths and no certificate',
      hint: `put its files somewhere before: \`--deliver files=/etc/regctl\`, or \`regctl certs delivery create ${name} files /etc/regctl\``,
    });
  if (kind === 'files' && hasFiles)
    throw new RegctlError('ALREADY_EXISTS', `the files of ${name} are delivered to a folder already`, {
      reason: 'what other deliveries name must be in one place',
      hint: `name one folder; where there is one, \`regctl certs delivery list ${name}\` has it`,
    });
  if (about.isKeyElsewhere && WITH_KEY.includes(kind))
    throw new RegctlError('INVALID_INPUT', `${name} cannot be delivered as ${kind}`, {
      reason: 'that needs its key, which is elsewhere',
      hint: 'deliver its files, which can lie without the key',
    });
}
