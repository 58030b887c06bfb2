import { mayTouch, mayTouchWhole, type Resource, type ResourceRule, type Within } from '../../core/access.ts';
import { RegctlError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { limitReached, limitsOf, type LimitDeps } from '../identity/limits.ts';

/** Stands between one caller and the zones and accounts of an organization. A registration is the zone of its name. */
export interface Gate {
  /** Whether the caller may know of it. */
  sees(resource: Resource): boolean;
  /** @throws RegctlError `PERMISSION_MISSING` */
  read(resource: Resource): void;
  /** Lets work change it. @throws RegctlError `PERMISSION_MISSING`, `LIMIT_REACHED` */
  write<T>(resource: Resource, work: () => Promise<T>): Promise<T>;
  /** The same for a name in a zone, which may be any of those above it. */
  seesName(name: string): boolean;
  /** @throws RegctlError `PERMISSION_MISSING` */
  writeName(name: string): void;
  /** Lets the caller do what touches all that is in an account. @throws RegctlError `PERMISSION_MISSING` */
  whole(account: string): void;
  /** Tells that a zone is gone. */
  gone(zone: string): Promise<void>;
}

export interface GateDeps extends LimitDeps {
  readonly clock: Clock;
}

/** Makes the gate of a caller: what it is bound to, and what its organization may have. */
export function createGate(
  deps: GateDeps,
  { organization, within }: { readonly organization: string; readonly within: Within },
): Gate {
  const check = (resource: Resource, wish: ResourceRule['may']): void => {
    if (!mayTouch(within, resource, wish)) throw notYours(resource, wish);
  };
  return {
    sees: (resource) => mayTouch(within, resource, 'read'),
    seesName: (name) => holdsName(within, name, 'read'),
    writeName: (name) => {
      if (!holdsName(within, name, 'write')) throw notYours({ zone: name }, 'write');
    },
    read: (resource) => check(resource, 'read'),
    write: async (resource, work) => {
      check(resource, 'write');
      if (resource.zone === undefined) return work();
      const { zone } = resource;
      const most = (await limitsOf(deps, organization)).domains;
      const place = await deps.limits.takeDomain(organization, zone, most, deps.clock.now().toISOString());
      if (place === 'full') throw limitReached('domains', most ?? 0, `${zone} was not changed`);
      try {
        return await work();
      } catch (error) {
        // What failed at the first attempt takes no place away.
        if (place === 'taken') await deps.limits.releaseDomain(organization, zone);
        throw error;
      }
    },
    whole: (account) => {
      if (!mayTouchWhole(within, account, 'write')) throw notYours({ account }, 'write');
    },
    gone: async (zone) => void (await deps.limits.releaseDomain(organization, zone)),
  };
}

/** The refusal of a resource that a caller is not bound to. */
export function notYours({ account, zone }: Resource, wish: ResourceRule['may']): RegctlError {
  const what = zone ?? `account ${account ?? ''}`;
  return new RegctlError(
    'PERMISSION_MISSING',
    `${what} is not yours to ${wish === 'read' ? 'read' : 'change'}`,
    {
      reason: `this login is bound to other zones or accounts${zone !== undefined && account !== undefined ? `, or has no part in ${account}` : ''}`,
      hint: 'see `regctl auth status`, or ask an owner of the organization',
    },
  );
}

function holdsName(within: Within, name: string, wish: ResourceRule['may']): boolean {
  const labels = name.split('.');
  const zones = labels.map((_, i) => labels.slice(i).join('.'));
  return within.every((rules) => zones.some((zone) => mayTouch([rules], { zone }, wish)));
}
