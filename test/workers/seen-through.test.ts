import { describe } from 'vitest';
import { seenThroughContract } from '../contracts/seen-through.ts';
import { hasNameServer } from './name-server.ts';
import { openWorkerSubject } from './subject.ts';

describe.runIf(hasNameServer)('in workerd', () => {
  seenThroughContract('on Workers', openWorkerSubject);
});
