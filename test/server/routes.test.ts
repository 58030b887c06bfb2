import { serverRoutesContract } from '../contracts/server-routes.ts';
import { openServerSubject } from '../support/server-subject.ts';

serverRoutesContract('on Node', openServerSubject);
