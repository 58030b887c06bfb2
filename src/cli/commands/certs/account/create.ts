import { RegctlError } from '../../../../core/errors.ts';
import { certOptions, TERMS_FLAG, withTerms } from '../../../cert-words.ts';
import { ACME_ACCOUNT_FIELDS, acmeAccountRow } from '../../../cert-view.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import type { Context } from '../../../context.ts';
import { readInput } from '../../../read-input.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Open an account at a CA; where there is one already, it is shown',
  description:
    'Some CAs want credentials of an account at their site: a key id, and an HMAC key that is read from the terminal, a file, stdin or REGCTL_EAB_HMAC_KEY, never from the command line.',
  examples: [
    {
      command: 'regctl certs account create letsencrypt --agree-terms',
      does: 'nothing else is needed there',
    },
    {
      command: 'regctl certs account create google --eab-key-id ID --eab-hmac-key-file key.txt',
      does: 'with the credentials of the CA',
    },
  ],
  args: [{ name: 'ca', description: 'name or directory URL' }],
  flags: {
    email: { type: 'list', value: 'ADDRESS', description: 'where the CA may write' },
    'eab-key-id': { type: 'string', value: 'ID', description: 'key id that the CA gave out' },
    'eab-hmac-key-file': {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      description: 'read the HMAC key from a file; - is stdin',
    },
    ...TERMS_FLAG,
  },
  fields: ACME_ACCOUNT_FIELDS,
  exitCodes: {
    4: 'the CA wants credentials of its own, or refuses these',
    7: 'the CA refused',
    10: 'the CA could not be reached, or asks to slow down',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const keyId = flags['eab-key-id'];
    const binding =
      keyId === undefined
        ? undefined
        : { keyId, hmacKey: await readHmacKey(context, flags['eab-hmac-key-file']) };
    const { certs } = await context.controlPlane();
    const account = await withTerms(context, flags['agree-terms'], (agreesToTerms) =>
      certs.accounts.create(
        { ca: arg('ca'), contact: flags.email, agreesToTerms, ...(binding === undefined ? {} : { binding }) },
        certOptions(context),
      ),
    );
    return { kind: 'object', value: acmeAccountRow(account), nameField: 'url' };
  },
});

async function readHmacKey(context: Context, file: string | undefined): Promise<string> {
  const from = file ?? context.environment['REGCTL_EAB_HMAC_KEY_FILE'];
  const key =
    from === undefined
      ? (context.environment['REGCTL_EAB_HMAC_KEY'] ??
        (await context.prompt.secret('HMAC key:', { flag: '--eab-hmac-key-file FILE' })))
      : await readInput(context, from);
  if (key.trim() !== '') return key.trim();
  throw new RegctlError('INVALID_INPUT', 'the HMAC key is empty', {
    reason: 'the CA gives it out with the key id',
    hint: 'give it by --eab-hmac-key-file FILE',
  });
}
