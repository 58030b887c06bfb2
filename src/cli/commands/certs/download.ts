import { resolve, join } from 'node:path';
import { folderName } from '../../../core/delivery.ts';
import { formatPem, parsePem } from '../../../core/pem.ts';
import { certificateName } from '../../cert-words.ts';
import { writeSecret } from '../../cert-files.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { makeFolder } from '../../files.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Write chain and key of a certificate to files',
  description:
    'privkey.pem (PKCS #8), cert.pem, chain.pem and fullchain.pem, mode 0600. Each file is written whole or not at all, the key first.',
  examples: [
    { command: 'regctl certs download example.org', does: 'to ./example.org/' },
    { command: 'regctl certs download example.org --dir /etc/ssl/example.org', does: 'to a folder' },
  ],
  args: [{ name: 'name', description: 'what it is called', completes: 'domain' }],
  flags: {
    dir: {
      type: 'string',
      value: 'DIR',
      completes: 'file',
      description: 'folder; the name of the certificate when omitted',
    },
  },
  fields: [
    { name: 'name', description: 'what it is called' },
    { name: 'dir', description: 'folder' },
    { name: 'files', description: 'what was written there' },
    { name: 'serial', description: 'serial number, hexadecimal' },
    { name: 'expiresAt', description: 'when it ends' },
  ],
  exitCodes: { 5: 'no such certificate, or it was not issued yet' },
  writes: false,
  run: async (context, { arg, flags }) => {
    const { certs } = await context.controlPlane();
    const name = certificateName(arg('name'));
    const { certificate, chainPem, keyPem } = await certs.files(name);
    const blocks = parsePem(chainPem).filter((one) => one.label === 'CERTIFICATE');
    const [leaf = '', ...others] = blocks.map((one) => formatPem(one.label, one.der));
    const files: readonly (readonly [string, string])[] = [
      ...(keyPem === null ? [] : [['privkey.pem', keyPem] as const]),
      ['cert.pem', leaf],
      ['chain.pem', others.join('')],
      ['fullchain.pem', [leaf, ...others].join('')],
    ];
    const shown = flags.dir ?? folderName(name);
    const dir = resolve(context.cwd, shown);
    makeFolder(dir, { shown, mode: 0o700 });
    for (const [file, content] of files) await writeSecret(join(dir, file), content, join(shown, file));
    context.notice(`${files.map(([file]) => file).join(', ')} written to ${shown}`);
    const value = {
      name,
      dir,
      files: files.map(([file]) => file),
      serial: certificate.issued?.serial ?? null,
      expiresAt: certificate.issued?.notAfter ?? null,
    };
    return { kind: 'object', value, text: () => '', nameField: 'dir' };
  },
});
