import { describe } from 'vitest';
import { serverRoutesContract } from '../contracts/server-routes.ts';
import { hasNameServer } from './name-server.ts';
import { openWorkerSubject } from './subject.ts';

describe.runIf(hasNameServer)('in workerd', () => {
  serverRoutesContract('on Workers', openWorkerSubject);
});
