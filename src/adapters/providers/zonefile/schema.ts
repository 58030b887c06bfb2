import { isAbsolute } from 'node:path';
import { RegctlError } from '../../../core/errors.ts';

/** Settings of an account, checked. */
export interface ZonefileSettings {
  readonly folder: string;
  /** Program and arguments; `{zone}` in them stands for the zone. */
  readonly reloadCommand: readonly string[] | undefined;
  readonly nameserverAddress: string | undefined;
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
  const unknown = Object.keys(settings).find(
    (name) => name !== 'reload-command' && name !== 'nameserver-address',
  );
  if (unknown !== undefined) {
    throw new RegctlError('INVALID_CONFIG', `zonefile: there is no setting ${unknown}`, {
      reason: 'it takes reload-command and nameserver-address',
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
  };
}
