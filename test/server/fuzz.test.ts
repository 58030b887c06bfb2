import { serverFuzzContract } from '../contracts/server-fuzz.ts';
import { openServerSubject } from '../support/server-subject.ts';

serverFuzzContract('on Node', openServerSubject, 25);
