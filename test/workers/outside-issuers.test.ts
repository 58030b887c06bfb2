import { inject } from 'vitest';
import { githubSignInContract, GITHUB_SETTINGS } from '../contracts/github-sign-in.ts';
import { ADA, outsideSignInContract, SIGN_IN_SETTINGS } from '../contracts/outside-sign-in.ts';
import { CLAIMS, TRUST, workloadContract } from '../contracts/workload.ts';
import type { OutsideState } from '../support/outside-world.ts';
import { openWorkerServer, type WorkerServer } from './server.ts';

const outside = inject('outside');

/** Settings name the organization, which is only known once it is there. */
async function open(): Promise<{ readonly server: WorkerServer; readonly organization: string }> {
  const server = await openWorkerServer({ keptIssuers: new Map() });
  return { server, organization: (await server.client().session?.get())?.organization.id ?? '' };
}

async function tell(state: OutsideState): Promise<void> {
  const sent = await fetch(`${outside.control}/state`, { method: 'POST', body: JSON.stringify(state) });
  await sent.arrayBuffer();
}

async function ask(path: string): Promise<string> {
  return (await fetch(`${outside.control}/${path}`)).text();
}

const dispose = (): Promise<void> => Promise.resolve();

outsideSignInContract('Workers', async (given) => {
  const { server, organization } = await open();
  await tell({ person: ADA });
  const provider = { ...SIGN_IN_SETTINGS, ...outside.issuer, organization, ...given };
  return {
    ...server.withSettings({ SIGN_IN: JSON.stringify([provider]) }),
    setPerson: (person) => tell({ person }),
    dispose,
  };
});

githubSignInContract('Workers', async () => {
  const { server, organization } = await open();
  const provider = { ...GITHUB_SETTINGS, ...outside.github, organization };
  return {
    ...server.withSettings({ SIGN_IN: JSON.stringify([provider]) }),
    set: (github) => tell({ github }),
    dispose,
  };
});

workloadContract('Workers', async ({ trust, allowPrivateAddresses }) => {
  const { server, organization } = await open();
  await tell({ claims: CLAIMS });
  const { issuer } = outside.issuer;
  const before = Number(await ask('key-requests'));
  return {
    ...server.withSettings({
      TRUSTED_ISSUERS: JSON.stringify([{ ...TRUST, issuer, organization, ...trust }]),
      ALLOW_PRIVATE_ADDRESSES: String(allowPrivateAddresses),
    }),
    issuer,
    setClaims: (claims) => tell({ claims }),
    issued: (audience) => ask(`token?${encodeURIComponent(audience)}`),
    keyRequests: async () => Number(await ask('key-requests')) - before,
    dispose,
  };
});
