import { createCliHome } from '../support/run-cli.ts';
import { outputMatrix } from './matrix.ts';

outputMatrix({ createHome: createCliHome, inProcess: true });
