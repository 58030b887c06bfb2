import type { InternalCa } from '../control-plane/certs.ts';
import { RegctlError } from '../core/errors.ts';
import { formatSubtree } from '../core/internal-ca.ts';
import { describeStep } from '../core/machine-step.ts';
import {
  debianStore,
  fedoraStore,
  macosStore,
  nssStore,
  windowsStore,
  type TrustedRoot,
  type TrustStore,
} from '../core/trust-store.ts';
import type { Machine } from '../ports/machine.ts';
import type { OutputField } from './command-record.ts';
import type { Context } from './context.ts';
import { carryOut } from './machine-steps.ts';
import type { Row, View } from './output/view.ts';

/** Gives the root of this machine. @throws RegctlError `MODE_UNSUPPORTED`, `NOT_FOUND` */
export async function requireRoot(context: Context): Promise<InternalCa> {
  const { internalCa } = await context.controlPlane();
  if (internalCa === undefined) throw noInternalCa();
  const root = await internalCa.get();
  if (root !== undefined) return root;
  throw new RegctlError('NOT_FOUND', 'this machine has no root yet', {
    reason: 'it is made with the first certificate of the internal CA, or on its own',
    hint: 'regctl certs ca create',
  });
}

/** The error of a mode without a root. */
export function noInternalCa(): RegctlError {
  return new RegctlError('MODE_UNSUPPORTED', 'a server has no internal CA', {
    reason: 'its root would sign for names that nobody proved to be theirs',
    hint: 'add `--mode local` to use the root of this machine',
  });
}

export const ROOT_FIELDS: readonly OutputField[] = [
  { name: 'name', description: 'common name' },
  { name: 'permitted', description: 'names and networks that it may sign for; any where there is none' },
  { name: 'fingerprint', description: 'SHA-256, hexadecimal' },
  { name: 'expiresAt', description: 'when it ends' },
];

export function rootRow(root: InternalCa): Row {
  return {
    name: root.name,
    permitted: root.permitted.map(formatSubtree),
    fingerprint: root.fingerprint,
    expiresAt: root.notAfter,
  };
}

/** Finds the stores of a machine. */
async function findTrustStores(machine: Machine): Promise<readonly TrustStore[]> {
  const { platform, home } = machine.facts;
  if (platform === 'darwin') return [macosStore()];
  if (platform === 'win32') return [windowsStore()];
  const stores: TrustStore[] = [];
  if (await machine.has('update-ca-certificates')) stores.push(debianStore());
  else if (await machine.has('update-ca-trust')) stores.push(fedoraStore());
  if (!(await machine.has('certutil'))) return stores;
  const profiles = `${home}/.mozilla/firefox`;
  const found = (await machine.list(profiles)).map((name) => `${profiles}/${name}`);
  for (const folder of [`${home}/.pki/nssdb`, ...found])
    if (await machine.isThere(`${folder}/cert9.db`)) stores.push(nssStore(folder));
  return stores;
}

export const TRUST_FIELDS: readonly OutputField[] = [
  { name: 'store', description: 'where roots are kept' },
  { name: 'outcome', description: '`done`, or `planned` with --dry-run' },
  { name: 'steps', description: 'what is done, one after the other' },
];

export const TRUST_FLAGS = {
  'dry-run': { type: 'boolean', short: 'n', description: 'show what would be done and do nothing' },
} as const;

/** What is to be done to the stores. */
interface TrustChange {
  readonly work: 'install' | 'remove';
  /** Asked before it is done. */
  readonly question: string;
  readonly isPlan: boolean;
}

/**
 * Changes every store of this machine, or tells what it would do.
 *
 * @throws RegctlError `CAPABILITY_MISSING` where no store is known, `PERMISSION_MISSING`, `PROGRAM_FAILED`
 */
export async function changeTrust(
  context: Context,
  root: InternalCa,
  { work, question, isPlan }: TrustChange,
): Promise<View> {
  const machine = await context.machine();
  const stores = await findTrustStores(machine);
  if (stores.length === 0)
    throw new RegctlError('CAPABILITY_MISSING', 'no store of trusted roots was found', {
      reason: 'there is neither update-ca-certificates nor update-ca-trust, nor a database of NSS',
      hint: 'put the root where your programs look: `regctl certs ca export > root.pem`',
    });
  const steps = stores.map((store) => ({ store, steps: store[work](trustedRoot(context, root)) }));
  if (!isPlan) {
    if (context.flags.yes !== true && !(await context.prompt.confirm(question, '--yes')))
      throw new RegctlError('INTERRUPTED', 'nothing was changed', {
        reason: 'the question was answered with no',
      });
    await carryOut(
      machine,
      steps.flatMap((one) => one.steps),
    );
  }
  return {
    kind: 'rows',
    columns: [
      { field: 'store', header: 'STORE' },
      { field: 'outcome', header: 'OUTCOME' },
      { field: 'steps', header: 'STEPS' },
    ],
    rows: steps.map((one) => ({
      store: one.store.name,
      outcome: isPlan ? 'planned' : 'done',
      steps: one.steps.map(describeStep),
    })),
    nameField: 'store',
    empty: 'none',
  };
}

function trustedRoot(context: Context, root: InternalCa): TrustedRoot {
  return {
    pem: root.certificatePem,
    name: root.name,
    fingerprint: root.fingerprint,
    serial: root.serial,
    file: `${context.folders.dataDir}/${root.name.replaceAll(' ', '-')}.pem`,
  };
}
