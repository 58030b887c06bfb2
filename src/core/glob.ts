/** Stands for an escaped asterisk while a pattern is split; it cannot occur in a domain name's text form. */
const LITERAL_ASTERISK = '\u0000';

/**
 * Tells whether `text` matches a pattern in which `*` stands for any run of characters, dots included, and `\*` for the asterisk of a
 * wildcard name; letter case does not count.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  if (pattern === '*') return true;
  const parts = pattern
    .toLowerCase()
    .replaceAll('\\*', LITERAL_ASTERISK)
    .split('*')
    .map((part) => part.replaceAll(LITERAL_ASTERISK, '*'));
  const subject = text.toLowerCase();
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return subject === first;
  if (!subject.startsWith(first)) return false;
  const last = rest.pop() as string;
  let position = first.length;
  for (const part of rest) {
    const found = subject.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return subject.length - last.length >= position && subject.endsWith(last);
}

/** Tells whether an RRset is meant by a rule's two patterns, owner name and type. */
export function matchesRule(
  rule: { readonly name: string; readonly type: string },
  rrset: { readonly name: string; readonly type: string },
): boolean {
  return matchesGlob(rule.type, rrset.type) && matchesGlob(rule.name, rrset.name);
}
