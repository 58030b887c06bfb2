import {
  organizationFolder,
  removeOrganizationFolder,
  zoneFilesOf,
} from '../adapters/stores/organization-folder.ts';
import type { ControlPlane } from '../control-plane/index.ts';
import { createLocalControlPlane, type LocalDeps } from '../control-plane/local.ts';
import type { Principal } from '../ports/authenticator.ts';
import type { OpenProvider } from '../ports/dns-provider.ts';
import type { Gate } from '../services/access/gate.ts';
import { openLocalDeps, type LocalOptions } from './local.ts';

/** Stores that are open at a time; each holds a few file handles and some hundred kilobytes. Beyond that, those that rest are closed. */
const MAX_OPEN = 200;
/** Keys and people of one organization that are remembered; beyond that it begins anew. */
const MAX_ACTORS = 1_000;
/** Milliseconds without a call after which a store rests: longer than any call is let run. */
const RESTING_MS = 45 * 60_000;

interface OpenPlane {
  readonly deps: LocalDeps;
  readonly opened: Map<string, Promise<OpenProvider>>;
  /** One for each who acts in it; they share all but the name. */
  readonly byActor: Map<string, ControlPlane>;
  usedAt: number;
}

/** Control planes of organizations, opened as they are needed. */
export interface OrganizationPlanes {
  of(principal: Principal): Promise<ControlPlane>;
  /** The same with all that it is made of, for work in the background. */
  open(
    organization: string,
    actor: string,
  ): Promise<{ readonly deps: LocalDeps; readonly regctl: ControlPlane }>;
  /** Names of the zone files that lie in the own place of an organization. */
  zoneFiles(organization: string): Promise<readonly string[]>;
  /** Closes and removes the stores of an organization, whatever of them is there. @throws RegctlError `STORE_FAILED` */
  remove(organization: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the control planes of organizations: each has a store of its own in a folder of its own, so that nothing can cross but by a wrong id here.
 */
export function createOrganizationPlanes(
  folder: string,
  optionsOf: (organization: string) => Omit<LocalOptions, 'stateDir' | 'dataDir'>,
  gateOf: (principal: Pick<Principal, 'organization' | 'within'>) => Gate,
): OrganizationPlanes {
  const planes = new Map<string, OpenPlane>();
  const closeResting = async (now: number): Promise<void> => {
    for (const [organization, plane] of planes) {
      if (planes.size <= MAX_OPEN || now - plane.usedAt < RESTING_MS) return;
      planes.delete(organization);
      await closePlane(plane);
    }
  };
  const open = (organization: string): OpenPlane => {
    const stateDir = organizationFolder(folder, organization);
    return {
      deps: openLocalDeps({ ...optionsOf(organization), stateDir, dataDir: stateDir }),
      opened: new Map(),
      byActor: new Map(),
      usedAt: 0,
    };
  };
  const use = async (organization: string): Promise<OpenPlane> => {
    const plane = planes.get(organization) ?? open(organization);
    plane.usedAt = Date.now();
    // Put at the end, so that those in front are the ones that rest.
    planes.delete(organization);
    planes.set(organization, plane);
    await closeResting(plane.usedAt);
    return plane;
  };
  return {
    of: async (principal) => {
      const plane = await use(principal.organization);
      if (principal.within.length === 0) return actingIn(plane, principal.actor, () => gateOf(principal));
      // What it is bound to may be another at the next request.
      return createLocalControlPlane(
        { ...plane.deps, actor: principal.actor },
        plane.opened,
        gateOf(principal),
      );
    },
    open: async (organization, actor) => {
      const plane = await use(organization);
      const gate = (): Gate => gateOf({ organization, within: [] });
      return { deps: { ...plane.deps, actor }, regctl: actingIn(plane, actor, gate) };
    },
    zoneFiles: (organization) => zoneFilesOf(folder, organization),
    remove: async (organization) => {
      const plane = planes.get(organization);
      planes.delete(organization);
      if (plane !== undefined) await closePlane(plane);
      await removeOrganizationFolder(folder, organization);
    },
    close: async () => {
      for (const plane of planes.values()) await closePlane(plane);
      planes.clear();
    },
  };
}

function actingIn({ deps, opened, byActor }: OpenPlane, actor: string, gate: () => Gate): ControlPlane {
  const known = byActor.get(actor);
  if (known !== undefined) return known;
  if (byActor.size >= MAX_ACTORS) byActor.clear();
  const controlPlane = createLocalControlPlane({ ...deps, actor }, opened, gate());
  byActor.set(actor, controlPlane);
  return controlPlane;
}

async function closePlane({ deps, opened }: OpenPlane): Promise<void> {
  await createLocalControlPlane(deps, opened).close();
}
