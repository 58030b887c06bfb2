import { spawn } from 'node:child_process';
import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { applyChanges } from '../../../core/plan/diff.ts';
import { refuseMoved } from '../../../core/plan/precondition.ts';
import type {
  AccountCheck,
  DnsProvider,
  OpenProvider,
  Provider,
  ProviderContext,
} from '../../../ports/dns-provider.ts';
import { alreadyExists, ZoneFolder } from './client.ts';
import { newZone, raiseSerial, warningsOf } from './convert.ts';
import { description } from './description.ts';
import { withLockFile } from './folder-lock.ts';
import { RELOAD_TIMEOUT_MS } from './limits.ts';
import { refuseUnloadable } from './loadable.ts';
import { readSettings, type ZonefileSettings } from './schema.ts';

/** Zones as master files in a folder. */
export const provider: Provider = {
  description,
  checkSettings: (input) => void readSettings(input),
  open: (context) => openFolder(context, readSettings(context)),
};

function openFolder(context: ProviderContext, settings: ZonefileSettings): OpenProvider {
  const folder = new ZoneFolder(settings.folder);
  return {
    dns: dnsProvider(context, settings, folder),
    test: () => testFolder(folder),
    close: () => Promise.resolve(),
  };
}

function dnsProvider(context: ProviderContext, settings: ZonefileSettings, folder: ZoneFolder): DnsProvider {
  const locked = async <T>(zone: DomainName, work: () => Promise<T>): Promise<T> => {
    folder.prepare();
    return withLockFile(folder.lockPathOf(zone), context.clock, async () => {
      await folder.tidy(zone);
      return work();
    });
  };
  const reload = (zone: DomainName): Promise<void> => runReload(context, settings, zone);
  return {
    capabilities: description.dns,
    listZones: async () => (await folder.zones()).map((name) => ({ name, dnssec: 'unsigned' as const })),
    readZone: async (zone) => {
      const file = await folder.read(zone);
      const { rrsets, revision } = file;
      const [warnings, notes] = [warningsOf(zone, file), folder.notesOf(file)];
      return { name: zone, rrsets, revision, warnings, notes };
    },
    checkChanges: (zone, present, changes) => refuseUnloadable(zone, present, applyChanges(present, changes)),
    write: async (zone, changes, precondition) => {
      await locked(zone, async () => {
        const present = await folder.read(zone);
        // The revision is that of the file: whatever somebody else wrote in it counts, a comment too.
        refuseMoved({ name: zone, ...present }, changes, precondition.revision, 'zonefile');
        const after = applyChanges(present.rrsets, changes);
        refuseUnloadable(zone, present.rrsets, after);
        await folder.write(zone, raiseSerial(after, present.rrsets, context.clock.now()), present);
      });
      await reload(zone);
    },
    createZone: async (zone, { nameservers }) => {
      await locked(zone, async () => {
        const present = await folder.find(zone);
        if (present !== undefined) throw alreadyExists(zone, present);
        const servers = nameservers.length > 0 ? nameservers : settings.nameservers;
        const [first, ...others] = servers;
        if (first === undefined) throw noNameservers(context.account, zone);
        await folder.write(zone, newZone(zone, [first, ...others], context.clock.now()), undefined);
      });
      await reload(zone);
    },
    deleteZone: async (zone) => {
      await locked(zone, () => folder.remove(zone));
      await reload(zone);
    },
    nameservers: async (zone) => {
      const { rrsets } = await folder.read(zone);
      const ns = rrsets.find((rrset) => rrset.name === '@' && rrset.type === 'NS');
      const address = settings.nameserverAddress === undefined ? {} : { address: settings.nameserverAddress };
      return (ns?.rdata ?? []).map((rdata) => ({ name: rdata.slice(0, -1), ...address }));
    },
  };
}

/** A name made up here, such as ns1 in the zone, would have no address, and no name server would load the zone. */
function noNameservers(account: string, zone: DomainName): RegctlError {
  return new RegctlError('INVALID_INPUT', `zone ${zone} needs a name server to begin with`, {
    reason: 'no name server loads a zone without NS records, and which ones serve it only you know',
    hint: `add \`--nameserver NAME\`, or set those of all new zones: \`regctl accounts update ${account} --setting nameservers=NAME\``,
    provider: 'zonefile',
  });
}

async function testFolder(folder: ZoneFolder): Promise<AccountCheck[]> {
  try {
    await folder.check();
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    return [
      {
        name: 'folder',
        ok: false,
        detail: error.reason ?? error.message,
        code: error.code,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      },
    ];
  }
  const zones = await folder.zones();
  return [
    { name: 'folder', ok: true, detail: `${folder.folder} is writable and has ${zones.length} zone files` },
  ];
}

/** Tells the name server to load the file. The file is written by then: a reload that fails is told and loses nothing. */
async function runReload(
  context: ProviderContext,
  settings: ZonefileSettings,
  zone: DomainName,
): Promise<void> {
  const [program, ...words] = settings.reloadCommand ?? [];
  if (program === undefined) return;
  const failure = await new Promise<string | undefined>((resolve) => {
    const child = spawn(
      program,
      words.map((word) => word.replaceAll('{zone}', zone)),
      {
        stdio: 'ignore',
        timeout: RELOAD_TIMEOUT_MS,
      },
    );
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code === 0 ? undefined : `exit ${code ?? signal ?? '?'}`));
  });
  if (failure !== undefined)
    context.logger.warn(`the zone file of ${zone} is written, but the reload command failed: ${failure}`);
}
