import { certOptions } from '../../../cert-words.ts';
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
  ],
  exitCodes: { 10: 'the CA could not be reached' },
  writes: false,
  run: async (context, { arg }) => {
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
      },
      nameField: 'ca',
    };
  },
});
