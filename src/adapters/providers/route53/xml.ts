import { XMLParser } from 'fast-xml-parser';

/** What stands in an element: text, or children by name; those that repeat are a list, a single one is not. Attributes are left out. */
export type XmlNode = string | { readonly [name: string]: XmlNode | readonly XmlNode[] };

// Values are taken to the letter: a deletion must repeat what is stored. Entities are resolved below, as the parser leaves out numbered ones.
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  tagValueProcessor: (_name, text) => text.replaceAll(REFERENCE, resolve),
});

const REFERENCE = /&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|lt|gt|amp|quot|apos);/g;
const NAMED: { readonly [name: string]: string } = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Reads a document into its root element by name; undefined for what is no well-formed XML. */
export function parseXml(text: string): unknown {
  try {
    return parser.parse(text, true) as unknown;
  } catch {
    // An HTML page or half a reply: the schema refuses it.
    return undefined;
  }
}

function resolve(reference: string, name: string): string {
  if (!name.startsWith('#')) return NAMED[name] ?? reference;
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
}

/** Gives the children of a list element; one that is empty or missing has none. */
export function childrenOf(list: unknown, name: string): readonly unknown[] {
  if (typeof list !== 'object' || list === null) return [];
  const found: unknown = (list as { readonly [name: string]: unknown })[name];
  if (found === undefined) return [];
  return Array.isArray(found) ? (found as readonly unknown[]) : [found];
}

/** Writes an element around XML that is written already. */
export function element(name: string, ...content: readonly string[]): string {
  return `<${name}>${content.join('')}</${name}>`;
}

/** Writes an element around a text. */
export function leaf(name: string, text: string): string {
  return element(name, text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
}

/** The namespace of requests and answers (service model 2013-04-01, read 2026-11-21). */
const NAMESPACE = 'https://route53.amazonaws.com/doc/2013-04-01/';

/** Writes the document of a request. */
export function xmlDocument(root: string, ...content: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${content.join('')}</${root}>`;
}
