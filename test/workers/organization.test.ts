import { describe, inject } from 'vitest';
import { approvalContract } from '../contracts/approvals.ts';
import { memberContract } from '../contracts/members.ts';
import { tenantContract } from '../contracts/tenants.ts';
import { hasNameServer, openNameServer } from './name-server.ts';
import { openWorkerSubject } from './subject.ts';

describe.runIf(hasNameServer)('in workerd', () => {
  memberContract('Workers', openWorkerSubject);
  approvalContract('Workers', openWorkerSubject);
  tenantContract('Workers', { seed: inject('seed'), turns: 10 }, async (options) => {
    const server = await openWorkerSubject(options);
    const other = await openNameServer('second');
    return {
      ...server,
      accountFor: (mark) => (mark === 'alphamark' ? server.account : other.account),
    };
  });
});
