import { operationStoreContract } from '../../../../test/contracts/operation-store.ts';
import { openNodeDatabase } from './node.ts';

operationStoreContract('node:sqlite', () => Promise.resolve(openNodeDatabase(':memory:')));
