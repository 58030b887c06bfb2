import { describe } from 'vitest';
import { serverFuzzContract } from '../contracts/server-fuzz.ts';
import { hasNameServer } from './name-server.ts';
import { openWorkerSubject } from './subject.ts';

describe.runIf(hasNameServer)('in workerd', () => {
  serverFuzzContract('on Workers', openWorkerSubject, 5);
});
