import { parseSubtree } from '../../../../core/internal-ca.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import { confirmOrStop } from '../../../confirm.ts';
import { noInternalCa, ROOT_FIELDS, rootRow } from '../../../root-trust.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Make the root of the internal CA; without this it is made with the first certificate',
  description:
    'The root is an ECDSA key of this machine, for development and labs. It asks nobody and proves nothing, which is safe because it is yours: only machines on which `regctl certs ca trust` was run believe it. With --permit it can sign for nothing else, whoever comes by its key.',
  examples: [
    {
      command: 'regctl certs ca create --permit test --permit 10.0.0.0/8',
      does: 'for a lab, and nothing else',
    },
    { command: 'regctl certs ca create', does: 'for any name' },
  ],
  args: [],
  flags: {
    permit: {
      type: 'list',
      value: 'NAME',
      description: 'domain or network that it may sign for; any where none is given',
    },
    replace: { type: 'boolean', description: 'make another in the place of the one that is there' },
  },
  fields: ROOT_FIELDS,
  exitCodes: { 6: 'a server has no internal CA', 7: 'there is one already' },
  writes: true,
  run: async (context, { flags }) => {
    const { internalCa } = await context.controlPlane();
    if (internalCa === undefined) throw noInternalCa();
    const present = flags.replace ? await internalCa.get() : undefined;
    if (present !== undefined) {
      const question = `Replace ${present.name}? Its key goes for good; \`regctl certs ca untrust\` takes it out of what this machine trusts before that, and not after.`;
      await confirmOrStop(context, question, `${present.name} was not replaced`);
    }
    const root = await internalCa.create({
      permitted: flags.permit.map(parseSubtree),
      replace: flags.replace,
    });
    context.notice(`${root.name} made; have it trusted with \`regctl certs ca trust\``);
    return { kind: 'object', value: rootRow(root), nameField: 'name' };
  },
});
