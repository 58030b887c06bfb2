import { certOptions } from '../../../cert-words.ts';
import { isInternalCa } from '../../../../core/certificate-authorities.ts';
import { requireRoot, rootRow } from '../../../root-trust.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show what a CA says of itself: terms, profiles, CAA names',
  examples: [{ command: 'regctl certs ca get letsencrypt', does: 'asks its directory' }],
  args: [{ name: 'ca', description: 'name or directory URL' }],
  flags: {},
  fields: [
    { name: 'ca', description: 'as it was named' },
    { name: 'directoryUrl', description: 'ACME directory' },
    { name: 'termsOfService', description: 'where its terms are' },
    { name: 'website', description: 'its site' },
    { name: 'caaIdentities', description: 'what CAA records must name' },
    { name: 'externalAccountRequired', description: 'whether it wants credentials of its own' },
    { name: 'profiles', description: 'profiles and what they are' },
    { name: 'renewalInfo', description: 'whether it tells when to renew' },
    { name: 'root', description: 'of the internal CA: its root' },
  ],
  exitCodes: { 5: 'the root of this machine was not made yet', 10: 'the CA could not be reached' },
  writes: false,
  run: async (context, { arg }) => {
    if (isInternalCa(arg('ca'))) {
      const root = await requireRoot(context);
      return {
        kind: 'object',
        value: { ca: arg('ca'), ...WITHOUT_DIRECTORY, root: rootRow(root) },
        nameField: 'ca',
      };
    }
    const { certs } = await context.controlPlane();
    const directory = await certs.authority(arg('ca'), certOptions(context));
    return {
      kind: 'object',
      value: {
        ca: arg('ca'),
        directoryUrl: directory.directoryUrl,
        termsOfService: directory.termsOfService,
        website: directory.website,
        caaIdentities: [...directory.caaIdentities],
        externalAccountRequired: directory.externalAccountRequired,
        profiles: { ...directory.profiles },
        renewalInfo: directory.renewalInfo,
        root: null,
      },
      nameField: 'ca',
    };
  },
});

const WITHOUT_DIRECTORY = {
  directoryUrl: null,
  termsOfService: null,
  website: null,
  caaIdentities: [],
  externalAccountRequired: false,
  profiles: {},
  renewalInfo: false,
};
