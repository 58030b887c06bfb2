import { approvalContract } from '../contracts/approvals.ts';
import { openServerSubject } from '../support/server-subject.ts';

approvalContract('Node', openServerSubject);
