import { RegctlError } from '../../core/errors.ts';
import { findProjectFile } from '../config/load.ts';
import type { Context } from '../context.ts';
import { readText, writeWhole } from '../files.ts';
import { checkProjectText } from './load.ts';

/**
 * Changes one value of the project file, or takes it out; comments are kept.
 *
 * @returns the path of the file
 * @throws RegctlError `FILE_NOT_FOUND` where there is none, `INVALID_CONFIG` where it is or would be wrong; it is then as it was
 */
export async function editProjectFile(
  context: Context,
  keys: readonly [string, ...string[]],
  value: string | undefined,
): Promise<string> {
  const path = findProjectFile(context);
  if (path === undefined)
    throw new RegctlError('FILE_NOT_FOUND', 'there is no regctl.yaml here or above', {
      reason: 'it would be written there',
      hint: 'write one with `regctl init`',
    });
  const { parseDocument } = await import('yaml');
  const present = readText(path);
  checkProjectText(present, path);
  const document = parseDocument(present);
  if (value === undefined) document.deleteIn(keys);
  else document.setIn(keys, value);
  const text = document.toString();
  checkProjectText(text, path);
  await writeWhole(path, text);
  return path;
}
