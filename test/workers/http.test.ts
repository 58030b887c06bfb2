import { describe } from 'vitest';
import { serverHttpContract } from '../contracts/server-http.ts';
import { hasNameServer } from './name-server.ts';
import { openWorkerSubject } from './subject.ts';

describe.runIf(hasNameServer)('in workerd', () => {
  serverHttpContract('on Workers', openWorkerSubject);
});
