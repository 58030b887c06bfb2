import type { FakeReply, FakeRequest } from './fake-server.ts';
import { newPublicKey } from './route53-dnssec.ts';
import {
  applyBatch,
  canonicalName,
  compareNames,
  compareSets,
  keyOf,
  readBatch,
  setKey,
  type RecordSet,
} from './route53-records.ts';
import {
  ApiError,
  childOf,
  leaf,
  requestOf,
  tag,
  textOf,
  xmlDocument,
  type XmlElement,
} from './route53-wire.ts';
import {
  bad,
  changeInfo,
  delegationXml,
  keyXml,
  readVpc,
  setXml,
  vpcXml,
  zoneXml,
  type FakeChange,
  type FakeKey,
  type FakeZone,
} from './route53-zones.ts';

/** Fields that tests may set at any time. */
export interface DnsKnobs {
  /** With a token, requests need it as X-Amz-Security-Token. */
  sessionToken: string | undefined;
  sessionExpired: boolean;
  /** Refuse requests whose X-Amz-Date is five minutes off. */
  verifyClock: boolean;
  /** How many GetChange calls still answer PENDING. */
  pollsUntilInsync: number;
  /** How many of the next changes are refused with PriorRequestNotComplete. */
  priorRequestNotComplete: number;
  /** Request elements have to stand in the order of the model (§A1); off, because the Go SDK sends them by the alphabet. */
  strictElementOrder: boolean;
  /** The form of InvalidChangeBatch: `ErrorResponse` as recorded, or the documented `InvalidChangeBatch`. */
  batchErrorForm: 'ErrorResponse' | 'InvalidChangeBatch';
  /** 400, or 100 by the older quota page. */
  recordsPerSet: number;
  rrsetsPerZone: number;
  zonesPerAccount: number;
  /** Operations the account may not call, as `ListHostedZones`: AccessDenied. */
  denied: Set<string>;
}

export type Handler = (request: FakeRequest, first: string, second: string) => FakeReply;
export interface Route {
  readonly action: string;
  readonly method: string;
  readonly path: RegExp;
  readonly handle: Handler;
}

/** The one delegation set. */
export const NAME_SERVERS: readonly string[] = [
  'ns-2048.awsdns-64.com',
  'ns-2049.awsdns-65.net',
  'ns-2050.awsdns-66.org',
  'ns-2051.awsdns-67.co.uk',
];
const SOA = 'ns-2048.awsdns-64.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400';

function reply(root: string, ...content: readonly string[]): FakeReply {
  return { status: 200, body: xmlDocument(root, ...content) };
}

function maxItems(request: FakeRequest, max: number): number {
  const text = request.query.get('maxitems');
  if (text === null) return max;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw bad('InvalidInput', `Value '${text}' at 'maxItems' is not valid`);
  return Math.min(max, Number(text));
}

function startName(text: string): string {
  const name = canonicalName(text);
  if (name === undefined) throw bad('InvalidInput', `${text} is not a valid domain name`);
  return name;
}

/** The operations of route53.md part A; route53.ts is what serves them. */
export class Dns {
  readonly zones: Map<string, FakeZone> = new Map();
  readonly changes: Map<string, FakeChange> = new Map();
  readonly routes: readonly Route[];
  readonly #knobs: DnsKnobs;
  readonly #now: () => number;
  readonly #references = new Set<string>();
  #counter = 0;

  constructor(knobs: DnsKnobs, now: () => number) {
    this.#knobs = knobs;
    this.#now = now;
    this.routes = this.#table();
  }

  // route53.md §A1
  #table(): readonly Route[] {
    const route = (action: string, method: string, path: string, handle: Handler): Route => ({
      action,
      method,
      path: new RegExp(`^/2013-04-01/${path}$`),
      handle,
    });
    const zone = 'hostedzone/([^/]+)';
    const key = 'keysigningkey/([^/]+)/([^/]+)';
    return [
      route('ListHostedZones', 'GET', 'hostedzone', (request) => this.#listZones(request)),
      route('ListHostedZonesByName', 'GET', 'hostedzonesbyname', (request) => this.#listByName(request)),
      route('GetHostedZoneCount', 'GET', 'hostedzonecount', () =>
        reply('GetHostedZoneCountResponse', leaf('HostedZoneCount', this.zones.size)),
      ),
      route('GetHostedZone', 'GET', zone, (_, id) => this.#getZone(this.zone(id))),
      route('CreateHostedZone', 'POST', 'hostedzone', (request) => this.#createZone(request)),
      route('DeleteHostedZone', 'DELETE', zone, (_, id) => this.#deleteZone(this.zone(id))),
      route('UpdateHostedZoneComment', 'POST', zone, (request, id) => this.#comment(request, this.zone(id))),
      route('ListResourceRecordSets', 'GET', `${zone}/rrset`, (request, id) =>
        this.#listSets(request, this.zone(id)),
      ),
      route('ChangeResourceRecordSets', 'POST', `${zone}/rrset/?`, (request, id) =>
        this.#changeSets(request, this.zone(id)),
      ),
      route('GetChange', 'GET', 'change/([^/]+)', (_, id) => this.#getChange(id)),
      route('ListTagsForResource', 'GET', 'tags/([^/]+)/([^/]+)', (_, type, id) => this.#tags(type, id)),
      route('ChangeTagsForResource', 'POST', 'tags/([^/]+)/([^/]+)', (request, type, id) =>
        this.#changeTags(request, type, id),
      ),
      route('GetDNSSEC', 'GET', `${zone}/dnssec`, (_, id) => this.#getDnssec(this.zone(id))),
      route('EnableHostedZoneDNSSEC', 'POST', `${zone}/enable-dnssec`, (_, id) =>
        this.#sign(this.zone(id), true),
      ),
      route('DisableHostedZoneDNSSEC', 'POST', `${zone}/disable-dnssec`, (_, id) =>
        this.#sign(this.zone(id), false),
      ),
      route('CreateKeySigningKey', 'POST', 'keysigningkey', (request) => this.#createKey(request)),
      route('ActivateKeySigningKey', 'POST', `${key}/activate`, (_, id, name) =>
        this.#setKey(this.zone(id), name, 'ACTIVE'),
      ),
      route('DeactivateKeySigningKey', 'POST', `${key}/deactivate`, (_, id, name) =>
        this.#setKey(this.zone(id), name, 'INACTIVE'),
      ),
      route('DeleteKeySigningKey', 'DELETE', key, (_, id, name) => this.#deleteKey(this.zone(id), name)),
      route('GetHostedZoneLimit', 'GET', 'hostedzonelimit/([^/]+)/([^/]+)', (_, id, type) =>
        this.#zoneLimit(this.zone(id), type),
      ),
      route('GetAccountLimit', 'GET', 'accountlimit/([^/]+)', (_, type) => this.#accountLimit(type)),
      route('TestDNSAnswer', 'GET', 'testdnsanswer', (request) => this.#testAnswer(request)),
    ];
  }

  /** The zone of a bare id. */
  zone(id: string): FakeZone {
    const found = this.zones.get(id);
    if (found === undefined)
      throw new ApiError(404, 'NoSuchHostedZone', `No hosted zone found with ID: ${id}`);
    return found;
  }

  add(input: {
    readonly name: string;
    readonly callerReference: string;
    readonly comment?: string | undefined;
    readonly vpc?: FakeZone['vpc'];
  }): FakeZone {
    const { name, callerReference, comment, vpc } = input;
    const zone: FakeZone = {
      id: this.#newId('Z'),
      name,
      callerReference,
      comment,
      vpc,
      nameServers: NAME_SERVERS,
      sets: new Map(),
      tags: new Map(),
      keys: new Map(),
      signing: false,
    };
    // route53.md §A2: NS and SOA of a new zone, recorded TTLs
    const sets: readonly RecordSet[] = [
      { name, type: 'NS', ttl: 172_800, values: NAME_SERVERS.map((host) => `${host}.`) },
      { name, type: 'SOA', ttl: 900, values: [SOA] },
    ];
    for (const set of sets) zone.sets.set(keyOf(set), set);
    this.#references.add(callerReference);
    this.zones.set(zone.id, zone);
    return zone;
  }

  #newId(letter: string): string {
    this.#counter++;
    return `${letter}0${(this.#counter * 7_919_993).toString(36).toUpperCase().padStart(13, '0')}LOCAL`;
  }

  // route53.md §A5: every mutation starts as PENDING
  #change(comment?: string): string {
    const id = this.#newId('C');
    const change = { id, submittedAt: this.#now(), comment, polls: 0, insync: false };
    this.changes.set(id, change);
    return changeInfo(change);
  }

  // route53.md §A3: PriorRequestNotComplete
  #refusePrior(): void {
    if (this.#knobs.priorRequestNotComplete <= 0) return;
    this.#knobs.priorRequestNotComplete--;
    throw bad(
      'PriorRequestNotComplete',
      'The request was rejected because Route 53 was still processing a prior request.',
    );
  }

  #getChange(id: string): FakeReply {
    const change = this.changes.get(id);
    if (change === undefined)
      throw new ApiError(404, 'NoSuchChange', `Could not find resource with ID: ${id}`);
    // route53.md checklist 2: INSYNC after N polls
    if (++change.polls > this.#knobs.pollsUntilInsync) change.insync = true;
    return reply('GetChangeResponse', changeInfo(change));
  }

  #listZones(request: FakeRequest): FakeReply {
    const marker = request.query.get('marker');
    const size = maxItems(request, 100);
    if (request.query.get('delegationsetid') !== null)
      throw bad('NoSuchDelegationSet', 'The specified delegation set does not exist.');
    const onlyPrivate = request.query.get('hostedzonetype') === 'PrivateHostedZone';
    const all = [...this.zones.values()]
      .filter((zone) => !onlyPrivate || zone.vpc !== undefined)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const from = marker === null ? 0 : all.findIndex((zone) => zone.id === marker);
    if (from < 0) throw bad('InvalidInput', `The marker ${marker ?? ''} is not valid.`);
    const next = all[from + size];
    return reply(
      'ListHostedZonesResponse',
      tag('HostedZones', ...all.slice(from, from + size).map(zoneXml)),
      leaf('Marker', marker ?? undefined),
      leaf('IsTruncated', next !== undefined),
      leaf('NextMarker', next?.id),
      leaf('MaxItems', size),
    );
  }

  // route53.md §A1: a start position, not a filter
  #listByName(request: FakeRequest): FakeReply {
    const dnsName = request.query.get('dnsname');
    const zoneId = request.query.get('hostedzoneid');
    const size = maxItems(request, 100);
    if (zoneId !== null && dnsName === null) throw bad('InvalidInput', 'hostedzoneid needs dnsname as well.');
    const start = dnsName === null ? undefined : startName(dnsName);
    const all = [...this.zones.values()]
      .sort((a, b) => compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1))
      .filter((zone) => {
        const side = start === undefined ? 1 : compareNames(zone.name, start);
        return side > 0 || (side === 0 && zone.id >= (zoneId ?? ''));
      });
    const next = all[size];
    return reply(
      'ListHostedZonesByNameResponse',
      tag('HostedZones', ...all.slice(0, size).map(zoneXml)),
      leaf('DNSName', dnsName ?? undefined),
      leaf('HostedZoneId', zoneId ?? undefined),
      leaf('IsTruncated', next !== undefined),
      leaf('NextDNSName', next?.name),
      leaf('NextHostedZoneId', next?.id),
      leaf('MaxItems', size),
    );
  }

  // route53.md §A1: DelegationSet (public) or VPCs (private)
  #getZone(zone: FakeZone): FakeReply {
    const { vpc } = zone;
    const place = vpc === undefined ? delegationXml(zone) : tag('VPCs', vpcXml(vpc));
    return reply('GetHostedZoneResponse', zoneXml(zone), place);
  }

  // route53.md §A1, §A5: 201 with Location; a caller reference serves once, for ever
  #createZone(request: FakeRequest): FakeReply {
    const root = this.#body(request, 'CreateHostedZoneRequest');
    const given = textOf(root, 'Name') ?? '';
    const callerReference = textOf(root, 'CallerReference') ?? '';
    const config = childOf(root, 'HostedZoneConfig');
    const vpc = readVpc(childOf(root, 'VPC'));
    if (callerReference === '' || callerReference.length > 128)
      throw bad('InvalidInput', 'CallerReference needs 1 to 128 characters.');
    if (textOf(config, 'PrivateZone') === 'true' && vpc === undefined)
      throw bad('InvalidInput', 'When you are creating a private hosted zone, you must specify a VPC.');
    if (childOf(root, 'DelegationSetId') !== undefined)
      throw bad('NoSuchDelegationSet', 'The specified delegation set does not exist.');
    const name = canonicalName(given);
    if (name === undefined || name.includes('\\'))
      throw bad('InvalidDomainName', `${given} is not a valid domain name`);
    if (this.#references.has(callerReference))
      throw new ApiError(
        409,
        'HostedZoneAlreadyExists',
        `A hosted zone has already been created with the specified caller reference.`,
      );
    // route53.md §A3: hosted zones per account
    if (this.zones.size >= this.#knobs.zonesPerAccount)
      throw bad(
        'TooManyHostedZones',
        'Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER - Cannot create more hosted zones.',
      );
    const zone = this.add({ name, callerReference, comment: textOf(config, 'Comment'), vpc });
    const place = vpc === undefined ? delegationXml(zone) : vpcXml(vpc);
    return {
      ...reply('CreateHostedZoneResponse', zoneXml(zone), this.#change(), place),
      status: 201,
      headers: { location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}` },
    };
  }

  // route53.md §A1: only when nothing but apex NS and SOA is left
  #deleteZone(zone: FakeZone): FakeReply {
    this.#refusePrior();
    const others = [...zone.sets.values()].some(
      ({ name, type }) => name !== zone.name || (type !== 'NS' && type !== 'SOA'),
    );
    if (others || zone.signing || zone.keys.size > 0)
      throw bad(
        'HostedZoneNotEmpty',
        'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
      );
    this.zones.delete(zone.id);
    return reply('DeleteHostedZoneResponse', this.#change());
  }

  #comment(request: FakeRequest, zone: FakeZone): FakeReply {
    const root = this.#body(request, 'UpdateHostedZoneCommentRequest');
    zone.comment = textOf(root, 'Comment');
    return reply('UpdateHostedZoneCommentResponse', zoneXml(zone));
  }

  // route53.md §A5: PENDING changes show at once; `type` needs `name`, `identifier` needs both
  #listSets(request: FakeRequest, zone: FakeZone): FakeReply {
    const { query } = request;
    const name = query.get('name');
    const type = query.get('type');
    const identifier = query.get('identifier');
    const size = maxItems(request, 300);
    if (type !== null && name === null)
      throw bad('InvalidInput', 'The input is not valid: type is given without name');
    if (identifier !== null && type === null)
      throw bad('InvalidInput', 'The input is not valid: identifier is given without name and type');
    const start =
      name === null
        ? undefined
        : { name: startName(name), type: type ?? '', setIdentifier: identifier ?? '' };
    const all = [...zone.sets.values()].sort(compareSets);
    const rest = start === undefined ? all : all.filter((set) => compareSets(set, start) >= 0);
    const next = rest[size];
    return reply(
      'ListResourceRecordSetsResponse',
      tag('ResourceRecordSets', ...rest.slice(0, size).map(setXml)),
      leaf('IsTruncated', next !== undefined),
      leaf('NextRecordName', next?.name),
      leaf('NextRecordType', next?.type),
      leaf('NextRecordIdentifier', next?.setIdentifier),
      leaf('MaxItems', size),
    );
  }

  #changeSets(request: FakeRequest, zone: FakeZone): FakeReply {
    const batch = childOf(this.#body(request, 'ChangeResourceRecordSetsRequest'), 'ChangeBatch');
    const changes = readBatch(batch);
    this.#refusePrior();
    zone.sets = applyBatch(zone, changes, this.#knobs);
    return reply('ChangeResourceRecordSetsResponse', this.#change(textOf(batch, 'Comment')));
  }

  #body(request: FakeRequest, root: string): XmlElement {
    return requestOf(request.body, root, this.#knobs.strictElementOrder);
  }

  #tagged(type: string, id: string): FakeZone {
    if (type === 'hostedzone') return this.zone(id);
    if (type === 'healthcheck')
      throw new ApiError(404, 'NoSuchHealthCheck', `No health check exists with the specified ID: ${id}`);
    throw bad('InvalidInput', `${type} is no type of resource`);
  }

  #tags(type: string, id: string): FakeReply {
    const { tags } = this.#tagged(type, id);
    const list = [...tags].map(([key, value]) => tag('Tag', leaf('Key', key), leaf('Value', value)));
    const content = [leaf('ResourceType', type), leaf('ResourceId', id), tag('Tags', ...list)];
    return reply('ListTagsForResourceResponse', tag('ResourceTagSet', ...content));
  }

  #changeTags(request: FakeRequest, type: string, id: string): FakeReply {
    const { tags } = this.#tagged(type, id);
    const root = this.#body(request, 'ChangeTagsForResourceRequest');
    if (root.children.length === 0) throw bad('InvalidInput', 'Neither AddTags nor RemoveTagKeys is given.');
    for (const each of childOf(root, 'AddTags')?.children ?? [])
      tags.set(textOf(each, 'Key') ?? '', textOf(each, 'Value') ?? '');
    for (const each of childOf(root, 'RemoveTagKeys')?.children ?? []) tags.delete(each.text.trim());
    return reply('ChangeTagsForResourceResponse');
  }

  // route53.md §A6
  #getDnssec(zone: FakeZone): FakeReply {
    const status = leaf('ServeSignature', zone.signing ? 'SIGNING' : 'NOT_SIGNING');
    const keys = [...zone.keys.values()].map((key) => tag('member', keyXml(zone, key)));
    return reply('GetDNSSECResponse', tag('Status', status), tag('KeySigningKeys', ...keys));
  }

  #sign(zone: FakeZone, on: boolean): FakeReply {
    this.#refusePrior();
    if (on && ![...zone.keys.values()].some(({ status }) => status === 'ACTIVE'))
      throw bad(
        'KeySigningKeyWithActiveStatusNotFound',
        "A key-signing key (KSK) with ACTIVE status wasn't found.",
      );
    if (!on && !zone.signing)
      throw bad('DNSSECNotFound', "The hosted zone doesn't have any DNSSEC resources.");
    zone.signing = on;
    return reply(`${on ? 'Enable' : 'Disable'}HostedZoneDNSSECResponse`, this.#change());
  }

  // route53.md §A6: a KMS key in us-east-1, up to 2 KSKs
  #createKey(request: FakeRequest): FakeReply {
    const root = this.#body(request, 'CreateKeySigningKeyRequest');
    const zone = this.zone((textOf(root, 'HostedZoneId') ?? '').replace(/^\/hostedzone\//, ''));
    const name = textOf(root, 'Name') ?? '';
    const callerReference = textOf(root, 'CallerReference') ?? '';
    const kmsArn = textOf(root, 'KeyManagementServiceArn') ?? '';
    const status = textOf(root, 'Status');
    if (!/^[a-zA-Z0-9_]{3,128}$/.test(name) || callerReference === '')
      throw bad('InvalidInput', 'Name and CallerReference are not valid.');
    if (status !== 'ACTIVE' && status !== 'INACTIVE')
      throw bad('InvalidKeySigningKeyStatus', `${status ?? 'null'} is no status of a new key-signing key.`);
    if (!/^arn:aws:kms:us-east-1:\d{12}:key\/[\w-]+$/.test(kmsArn))
      throw bad('InvalidKMSArn', `The KeyManagementServiceArn ${kmsArn} is not valid.`);
    const same = (key: FakeKey): boolean => key.name === name || key.callerReference === callerReference;
    if ([...zone.keys.values()].some(same))
      throw new ApiError(
        409,
        'KeySigningKeyAlreadyExists',
        'The name or the caller reference is used already.',
      );
    if (zone.keys.size >= 2)
      throw bad('TooManyKeySigningKeys', 'A hosted zone holds 2 key-signing keys at most.');
    const [publicKey, created] = [newPublicKey(), this.#now()];
    const key: FakeKey = { name, kmsArn, callerReference, publicKey, status, created, modified: created };
    zone.keys.set(name, key);
    return {
      ...reply('CreateKeySigningKeyResponse', this.#change(), tag('KeySigningKey', keyXml(zone, key))),
      status: 201,
      headers: { location: `https://route53.amazonaws.com/2013-04-01/keysigningkey/${zone.id}/${name}` },
    };
  }

  #key(zone: FakeZone, name: string): FakeKey {
    const key = zone.keys.get(name);
    if (key !== undefined) return key;
    throw new ApiError(404, 'NoSuchKeySigningKey', "The specified key-signing key (KSK) doesn't exist.");
  }

  #setKey(zone: FakeZone, name: string, status: FakeKey['status']): FakeReply {
    this.#refusePrior();
    const key = this.#key(zone, name);
    const others = [...zone.keys.values()].some((each) => each !== key && each.status === 'ACTIVE');
    if (status === 'INACTIVE' && zone.signing && !others)
      throw bad('KeySigningKeyInUse', 'The only active key-signing key of a zone that signs stays active.');
    key.status = status;
    key.modified = this.#now();
    const verb = status === 'ACTIVE' ? 'Activate' : 'Deactivate';
    return reply(`${verb}KeySigningKeyResponse`, this.#change());
  }

  #deleteKey(zone: FakeZone, name: string): FakeReply {
    this.#refusePrior();
    const key = this.#key(zone, name);
    if (key.status === 'ACTIVE')
      throw bad('InvalidKeySigningKeyStatus', 'The key-signing key has to be INACTIVE before it is deleted.');
    zone.keys.delete(name);
    return reply('DeleteKeySigningKeyResponse', this.#change());
  }

  #zoneLimit(zone: FakeZone, type: string): FakeReply {
    if (type !== 'MAX_RRSETS_BY_ZONE') throw bad('InvalidInput', `${type} is no limit of this server`);
    const limit = tag('Limit', leaf('Type', type), leaf('Value', this.#knobs.rrsetsPerZone));
    return reply('GetHostedZoneLimitResponse', limit, leaf('Count', zone.sets.size));
  }

  #accountLimit(type: string): FakeReply {
    if (type !== 'MAX_HOSTED_ZONES_BY_OWNER') throw bad('InvalidInput', `${type} is no limit of this server`);
    const limit = tag('Limit', leaf('Type', type), leaf('Value', this.#knobs.zonesPerAccount));
    return reply('GetAccountLimitResponse', limit, leaf('Count', this.zones.size));
  }

  #testAnswer({ query }: FakeRequest): FakeReply {
    const zone = this.zone(query.get('hostedzoneid') ?? '');
    const name = startName(query.get('recordname') ?? '');
    const type = query.get('recordtype') ?? '';
    const wildcard = name.replace(/^[^.]+\./, '\\052.');
    const set = zone.sets.get(setKey(name, type)) ?? zone.sets.get(setKey(wildcard, type));
    const known = set !== undefined || [...zone.sets.values()].some((each) => each.name === name);
    return reply(
      'TestDNSAnswerResponse',
      leaf('Nameserver', zone.nameServers[0]),
      leaf('RecordName', name),
      leaf('RecordType', type),
      tag('RecordData', ...(set?.values ?? []).map((value) => leaf('RecordDataEntry', value))),
      leaf('ResponseCode', known ? 'NOERROR' : 'NXDOMAIN'),
      leaf('Protocol', 'UDP'),
    );
  }
}
