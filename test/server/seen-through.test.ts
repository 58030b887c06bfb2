import { seenThroughContract } from '../contracts/seen-through.ts';
import { openServerSubject } from '../support/server-subject.ts';

seenThroughContract('on Node', openServerSubject);
