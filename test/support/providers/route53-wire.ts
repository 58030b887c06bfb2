/** What both halves of the local Route 53 share: faults, and the XML of the DNS half. */

/** A refusal, before it takes the form of one of the two services. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly messages: readonly string[];
  /** More members of a JSON error. */
  readonly extra: { readonly [name: string]: string };

  constructor(
    status: number,
    code: string,
    messages: string | readonly string[],
    extra: { readonly [name: string]: string } = {},
  ) {
    const list = typeof messages === 'string' ? [messages] : messages;
    super(`${code}: ${list.join(', ')}`);
    this.status = status;
    this.code = code;
    this.messages = list;
    this.extra = extra;
  }
}

// route53.md §A
export const NAMESPACE: string = 'https://route53.amazonaws.com/doc/2013-04-01/';

export interface XmlElement {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly children: XmlElement[];
  text: string;
}

const TOKEN =
  /<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<\/([\w.:-]+)\s*>|<([\w.:-]+)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/gy;
const ENTITY = /&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|lt|gt|amp|quot|apos);/g;
const NAMED: { readonly [name: string]: string } = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The root element, or undefined for what is no well-formed document (a DOCTYPE counts as that). */
export function parseXml(source: string): XmlElement | undefined {
  const document: XmlElement = { name: '', namespace: undefined, children: [], text: '' };
  const open = [document];
  let at = 0;
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null) return undefined;
    at = TOKEN.lastIndex;
    const top = open.at(-1);
    if (top === undefined || !takeToken(match, open, top)) return undefined;
  }
  const [root] = document.children;
  const whole = open.length === 1 && document.children.length === 1 && document.text.trim() === '';
  return whole ? root : undefined;
}

function takeToken(match: RegExpExecArray, open: XmlElement[], top: XmlElement): boolean {
  const [, cdata, closing, opening, attributes = '', selfClosing, text] = match;
  if (cdata !== undefined) top.text += cdata;
  if (closing !== undefined) return open.length > 1 && open.pop()?.name === closing;
  if (opening !== undefined) {
    const namespace = /\sxmlns\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1];
    const element: XmlElement = { name: opening, namespace, children: [], text: '' };
    top.children.push(element);
    if (selfClosing === '') open.push(element);
  }
  if (text === undefined) return true;
  top.text += text.replace(ENTITY, (_, name: string) => entity(name));
  return !text.replace(ENTITY, '').includes('&');
}

function entity(name: string): string {
  if (!name.startsWith('#')) return NAMED[name] ?? '';
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
}

export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((each) => each.name === name);
}

/** The trimmed text of a child; undefined without the child. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  return childOf(element, name)?.text.trim();
}

/** An element around XML that is already written. */
export function tag(name: string, ...content: readonly string[]): string {
  return `<${name}>${content.join('')}</${name}>`;
}

/** An element around a text; nothing for undefined. */
export function leaf(name: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : tag(name, escapeXml(String(value)));
}

/** An element as it was read. */
export function written(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  if (element.children.length === 0) return leaf(element.name, element.text.trim());
  return tag(element.name, ...element.children.map(written));
}

export function xmlDocument(root: string, ...content: readonly string[]): string {
  return `<?xml version="1.0"?>\n<${root} xmlns="${NAMESPACE}">${content.join('')}</${root}>`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

// route53.md §A1: the order of elements in requests, as the model gives it
const CONTENT: { readonly [element: string]: readonly string[] } = {
  ChangeResourceRecordSetsRequest: ['ChangeBatch'],
  ChangeBatch: ['Comment', 'Changes'],
  Changes: ['Change'],
  Change: ['Action', 'ResourceRecordSet'],
  ResourceRecordSet: [
    'Name',
    'Type',
    'SetIdentifier',
    'Weight',
    'Region',
    'GeoLocation',
    'Failover',
    'MultiValueAnswer',
    'TTL',
    'ResourceRecords',
    'AliasTarget',
    'HealthCheckId',
    'TrafficPolicyInstanceId',
    'CidrRoutingConfig',
    'GeoProximityLocation',
  ],
  ResourceRecords: ['ResourceRecord'],
  ResourceRecord: ['Value'],
  AliasTarget: ['HostedZoneId', 'DNSName', 'EvaluateTargetHealth'],
  GeoLocation: ['ContinentCode', 'CountryCode', 'SubdivisionCode'],
  CidrRoutingConfig: ['CollectionId', 'LocationName'],
  GeoProximityLocation: ['AWSRegion', 'LocalZoneGroup', 'Coordinates', 'Bias'],
  Coordinates: ['Latitude', 'Longitude'],
  CreateHostedZoneRequest: ['Name', 'VPC', 'CallerReference', 'HostedZoneConfig', 'DelegationSetId'],
  VPC: ['VPCRegion', 'VPCId'],
  HostedZoneConfig: ['Comment', 'PrivateZone'],
  UpdateHostedZoneCommentRequest: ['Comment'],
  ChangeTagsForResourceRequest: ['AddTags', 'RemoveTagKeys'],
  AddTags: ['Tag'],
  Tag: ['Key', 'Value'],
  RemoveTagKeys: ['Key'],
  CreateKeySigningKeyRequest: [
    'CallerReference',
    'HostedZoneId',
    'KeyManagementServiceArn',
    'Name',
    'Status',
  ],
};
const LISTS = new Set(['Changes', 'ResourceRecords', 'AddTags', 'RemoveTagKeys']);

/** Reads a request body of the element named, checked against the model. */
export function requestOf(body: string, root: string, strictOrder: boolean): XmlElement {
  const element = parseXml(body);
  if (element === undefined) throw new ApiError(400, 'MalformedInput', 'Invalid XML');
  if (element.name !== root)
    throw new ApiError(400, 'MalformedInput', `${element.name} is not valid, expected ${root}`);
  // route53.md §A: the namespace on request roots
  if (element.namespace !== NAMESPACE)
    throw invalidXml(`cvc-elt.1: Cannot find the declaration of element '${root}'.`);
  checkContent(element, strictOrder);
  return element;
}

function checkContent(element: XmlElement, strictOrder: boolean): void {
  const allowed = CONTENT[element.name] ?? [];
  let from = 0;
  for (const child of element.children) {
    const position = allowed.indexOf(child.name, strictOrder ? from : 0);
    if (position < 0) throw unexpected(child.name, allowed.slice(strictOrder ? from : 0));
    from = LISTS.has(element.name) ? position : position + 1;
    checkContent(child, strictOrder);
  }
  const names = new Set(element.children.map((child) => child.name));
  if (!LISTS.has(element.name) && names.size < element.children.length)
    throw invalidXml(`element '${element.name}' repeats a child`);
  if (LISTS.has(element.name) && element.children.length === 0)
    throw invalidXml(
      `cvc-complex-type.2.4.b: The content of element '${element.name}' is not complete. One of '{${qualified(allowed)}}' is expected.`,
    );
}

function unexpected(name: string, expected: readonly string[]): ApiError {
  const rest =
    expected.length === 0
      ? 'No child element is expected at this point.'
      : `One of '{${qualified(expected)}}' is expected.`;
  return invalidXml(
    `cvc-complex-type.2.4.a: Invalid content was found starting with element '${name}'. ${rest}`,
  );
}

function qualified(names: readonly string[]): string {
  return names.map((name) => `"${NAMESPACE}":${name}`).join(', ');
}

function invalidXml(detail: string): ApiError {
  return new ApiError(400, 'InvalidInput', `Invalid XML ; ${detail}`);
}
