import { sqlDatabaseContract, storeStatementsContract } from '../../../../test/contracts/sql-database.ts';
import { storeStatements } from '../../../../test/support/store-statements.ts';
import { openNodeDatabase } from './node.ts';

const open = () => Promise.resolve(openNodeDatabase(':memory:'));

sqlDatabaseContract('node:sqlite', open);
storeStatementsContract('node:sqlite', open, storeStatements());
