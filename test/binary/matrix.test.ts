import { describe } from 'vitest';
import { outputMatrix } from '../contracts/output-matrix.ts';
import { BINARY } from '../support/binary.ts';
import { createBinaryHome } from '../support/binary-home.ts';

describe.runIf(BINARY)('the output matrix on the standalone binary', () => {
  outputMatrix({ createHome: createBinaryHome, inProcess: false });
});
