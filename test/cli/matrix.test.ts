import { createCliHome } from '../support/run-cli.ts';
import { outputMatrix } from '../contracts/output-matrix.ts';

outputMatrix({ createHome: createCliHome, inProcess: true });
