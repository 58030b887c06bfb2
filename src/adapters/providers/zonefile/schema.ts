import { isAbsolute } from 'node:path';
import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import { parseDomainName, type DomainName } from '../../../core/names.ts';
import { description } from './description.ts';

/** Settings of an account, checked. */
export interface ZonefileSettings {
  readonly folder: string;
  /** Program and arguments; `{zone}` in them stands for the zone. */
  readonly reloadCommand: readonly string[] | undefined;
  readonly nameserverAddress: string | undefined;
  /** Apex NS of new zones for which none are named. */
  readonly nameservers: readonly DomainName[];
}

/** Reads endpoint and settings. @throws RegctlError `INVALID_CONFIG` */
export function readSettings(input: {
  readonly endpoint: string | undefined;
  readonly settings: { readonly [name: string]: string };
}): ZonefileSettings {
  const { endpoint, settings } = input;
  if (endpoint === undefined || !isAbsolute(endpoint)) {
    throw new RegctlError('INVALID_CONFIG', 'zonefile: the endpoint must be the absolute path of a folder', {
      reason:
        endpoint === undefined
          ? 'none was given'
          : `${endpoint} is relative, and would mean another folder in each directory`,
      hint: '--endpoint /path/to/zones',
    });
  }
  const known = description.settings.map((field) => field.name);
  const unknown = Object.keys(settings).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new RegctlError('INVALID_CONFIG', `zonefile: there is no setting ${unknown}`, {
      reason: `it takes ${known.join(', ')}`,
      hint: 'leave it out',
    });
  }
  const command = settings['reload-command']?.trim();
  const address = settings['nameserver-address'];
  if (address !== undefined && !/^(?:\[[0-9a-fA-F:.]+\]|[0-9.]+)(?::\d{1,5})?$/.test(address)) {
    throw new RegctlError('INVALID_CONFIG', `zonefile: nameserver-address ${address} is no address`, {
      reason: 'it takes an IP address with an optional port',
      hint: 'such as 127.0.0.1:5300 or [::1]:5300',
    });
  }
  return {
    folder: endpoint,
    reloadCommand: command === undefined || command === '' ? undefined : command.split(/\s+/),
    nameserverAddress: address,
    nameservers: readNameservers(settings['nameservers'] ?? ''),
  };
}

function readNameservers(list: string): readonly DomainName[] {
  const words = list.split(/[\s,]+/).filter((word) => word !== '');
  try {
    return words.map(parseDomainName);
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    throw new RegctlError('INVALID_CONFIG', `zonefile: nameservers: ${error.message}`, {
      reason: error.reason ?? 'it takes names with commas between them',
      hint: 'such as ns1.example.net,ns2.example.net',
      cause: error,
    });
  }
}
