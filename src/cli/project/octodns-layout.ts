import { isScalar, isSeq, parseDocument, visit, type Document, type YAMLMap } from 'yaml';
import { canonicalJson } from '../../core/canonical-json.ts';
import { invariant, RegctlError } from '../../core/errors.ts';
import { compareNaturally } from './natural-order.ts';

/**
 * Lays out a file of octoDNS anew: the keys of every map in the order that octoDNS demands, indentation and blanks alike. Comments, octoDNS's own options and
 * types that are not known here stay, and every value keeps its spelling.
 *
 * @param text - of a file that was read without fault
 * @throws RegctlError `INVALID_ZONE_FILE` where the order would part an alias from its anchor
 */
export function layOutOctodns(text: string, file: string): string {
  const document = parseAsWritten(text);
  visit(document, { Map: (_, map, above) => sortKeys(map, isSeq(above.at(-1))) });
  if (document.directives !== undefined) document.directives.docStart = true;
  let laidOut: string;
  try {
    laidOut = document.toString({ lineWidth: 0 });
  } catch (error) {
    if (!hasAlias(document)) throw error;
    throw new RegctlError('INVALID_ZONE_FILE', `${file} cannot be put in order`, {
      reason: 'an alias (*) would stand before the anchor (&) that it repeats',
      hint: 'write the records out, or leave the file as it is',
      cause: error,
    });
  }
  invariant(
    contentOf(document) === contentOf(parseAsWritten(laidOut)),
    `the layout of ${file} would change what it says`,
  );
  return laidOut;
}

/** Parses with texts for all values, so that `0300` and `~` are written back as they stand. */
function parseAsWritten(text: string): Document {
  return parseDocument(text, { schema: 'failsafe' });
}

function sortKeys(map: YAMLMap, isListed: boolean): void {
  const [first] = map.items;
  // A comment above the first key is given to the map, and belongs to that key; above an item of a list it belongs to the whole.
  if (!isListed && first !== undefined && isScalar(first.key) && typeof map.commentBefore === 'string') {
    first.key.commentBefore = [map.commentBefore, first.key.commentBefore].filter(Boolean).join('\n');
    map.commentBefore = null;
  }
  map.items.sort((a, b) => compareNaturally(textOf(a.key), textOf(b.key)));
}

function textOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

function hasAlias(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

function contentOf(document: Document): string {
  return canonicalJson(document.toJS());
}
