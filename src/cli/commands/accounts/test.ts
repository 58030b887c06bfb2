import { CATEGORIES, ERROR_CODES } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Prove that an account works and name what is missing',
  examples: [{ command: 'regctl accounts test prod', does: 'try it' }],
  args: [{ name: 'name', description: 'name of the account', completes: 'account' }],
  flags: {},
  fields: [
    { name: 'check', description: 'what was tried' },
    { name: 'ok', description: 'whether it works' },
    { name: 'detail', description: 'what was found' },
    { name: 'hint', description: 'what to do' },
  ],
  exitCodes: {
    4: 'a check failed by the credential, or there are no accounts',
    5: 'no account of that name',
    6: 'the provider keeps its API from the account',
    10: 'the provider could not be reached',
  },
  writes: false,
  run: async (context, { arg }) => {
    const checks = await (
      await context.controlPlane()
    ).accounts.test(arg('name'), { signal: context.signal });
    // The first is what the later ones fail by.
    const failed = checks.find((check) => !check.ok);
    return {
      kind: 'rows',
      columns: [
        { field: 'check', header: 'CHECK' },
        { field: 'ok', header: 'OK', format: (value) => (value === true ? 'yes' : 'no') },
        { field: 'detail', header: 'DETAIL' },
        { field: 'hint', header: 'WHAT TO DO' },
      ],
      rows: checks.map((check) => ({
        check: check.name,
        ok: check.ok,
        detail: check.detail,
        hint: check.hint ?? null,
      })),
      nameField: 'check',
      empty: 'the provider has nothing to try',
      exitCode:
        failed === undefined
          ? 0
          : CATEGORIES[ERROR_CODES[failed.code ?? 'CREDENTIAL_REJECTED'].category].exitCode,
    };
  },
});
