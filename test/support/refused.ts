import { isRegctlError, type RegctlError } from '../../src/core/errors.ts';

/** How a piece of work was refused; fails where it was not. */
export async function refused(work: Promise<unknown>): Promise<RegctlError> {
  const end = await work.catch((error: unknown) => error);
  if (isRegctlError(end)) return end;
  if (end instanceof Error) throw end;
  throw new Error(`it was not refused: ${JSON.stringify(end)}`);
}
