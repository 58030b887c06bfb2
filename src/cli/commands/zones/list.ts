import { defineCommand, type AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the zones of all accounts',
  examples: [
    { command: 'regctl zones list', does: 'all' },
    { command: 'regctl zones list --account prod -o name', does: 'names of one account' },
  ],
  args: [],
  flags: {},
  fields: [
    { name: 'name', description: 'zone' },
    { name: 'account', description: 'provider account' },
    { name: 'provider', description: 'kind of provider' },
    { name: 'records', description: 'records, where the listing says so' },
    { name: 'serial', description: 'SOA serial, where the listing says so' },
    { name: 'dnssec', description: 'signed, unsigned or unknown' },
  ],
  exitCodes: {
    4: 'no account, or its credential is rejected',
    9: 'an account could not be asked',
    10: 'the server could not be reached',
  },
  writes: false,
  run: async (context) => {
    const account = (await context.settings()).get('account');
    let failed = false;
    const zones = await (
      await context.controlPlane()
    ).zones.list(account === undefined ? {} : { account }, {
      signal: context.signal,
      onFailure: (name, error) => {
        failed = true;
        context.warn(`account ${name} could not be asked: ${error instanceof Error ? error.message : ''}`);
      },
    });
    if (account === undefined) context.cache.remember({ zones: zones.map((zone) => zone.name) });
    return {
      kind: 'rows',
      columns: [
        { field: 'name', header: 'NAME' },
        { field: 'account', header: 'ACCOUNT' },
        { field: 'provider', header: 'PROVIDER' },
        { field: 'dnssec', header: 'DNSSEC' },
      ],
      rows: zones.map((zone) => ({
        name: zone.name,
        account: zone.account,
        provider: zone.provider,
        records: zone.recordCount ?? null,
        serial: zone.serial ?? null,
        dnssec: zone.dnssec ?? 'unknown',
      })),
      nameField: 'name',
      empty: 'no zones yet; create one with `regctl zones create ZONE --account NAME`',
      exitCode: failed ? 9 : 0,
    };
  },
});
