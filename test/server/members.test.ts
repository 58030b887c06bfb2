import { memberContract } from '../contracts/members.ts';
import { openServerSubject } from '../support/server-subject.ts';

memberContract('Node', openServerSubject);
