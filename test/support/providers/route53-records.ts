import { isIPv4, isIPv6 } from 'node:net';
import { ApiError, childOf, textOf, type XmlElement } from './route53-wire.ts';

/**
 * Names, values and change batches of the local Route 53.
 *
 * Not backed by the reference:
 * - the texts of the faults, but for the duplicate value (§A4) and the ones §A4 quotes from reports; some follow
 *   reports of users that §A4 does not quote (conflicting CNAME, "values provided do not match", "Expected exactly one of")
 * - raw non-ASCII is refused in names and values
 * - the grammar of SVCB, HTTPS, DS, TLSA and SSHFP values is only checked for the number and kind of fields
 * - one set may be named twice in a batch only as DELETE and then CREATE or UPSERT
 * - an alias set counts as one ResourceRecord element
 * - an alias to a foreign zone id needs a host under a domain of AWS; an alias within the zone needs its target to exist
 * - a set identifier needs exactly one routing field, and the sets of one name and type share the same kind
 * - more than `rrsetsPerZone` sets: LimitsExceeded
 */
export interface AliasTarget {
  readonly hostedZoneId: string;
  readonly dnsName: string;
  readonly evaluateTargetHealth: boolean;
}

/** One rrset, the unit of Route 53 (route53.md §A2). */
export interface RecordSet {
  readonly name: string;
  readonly type: string;
  readonly setIdentifier?: string;
  readonly weight?: number;
  readonly region?: string;
  readonly geoLocation?: XmlElement;
  readonly failover?: string;
  readonly multiValueAnswer?: boolean;
  readonly ttl?: number;
  readonly values: readonly string[];
  readonly alias?: AliasTarget;
  readonly healthCheckId?: string;
  readonly trafficPolicyInstanceId?: string;
  readonly cidrRoutingConfig?: XmlElement;
  readonly geoProximityLocation?: XmlElement;
}

export interface Change {
  readonly action: 'CREATE' | 'DELETE' | 'UPSERT';
  readonly set: RecordSet;
}

export interface BatchLimits {
  readonly recordsPerSet: number;
  readonly rrsetsPerZone: number;
}

export interface ZoneRecords {
  readonly id: string;
  readonly name: string;
  readonly sets: ReadonlyMap<string, RecordSet>;
}

export function setKey(name: string, type: string, identifier = ''): string {
  return `${name} ${type} ${identifier}`;
}

export function keyOf(set: RecordSet): string {
  return setKey(set.name, set.type, set.setIdentifier);
}

// route53.md §A1: absolute, lower-case, octal escapes; undefined for what is no name
export function canonicalName(input: string): string | undefined {
  const text = input.endsWith('.') ? input.slice(0, -1) : input;
  const labels = text.split('.').map((label) => canonicalLabel(label));
  if (labels.some((label) => label === undefined)) return undefined;
  return unescaped(labels.join('.')).length > 253 ? undefined : `${labels.join('.')}.`;
}

function canonicalLabel(label: string): string | undefined {
  if (!/^[\x20-\x7e]+$/.test(label)) return undefined;
  const plain = label.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
  if (plain.length > 63) return undefined;
  return plain.toLowerCase().replace(/[^a-z0-9_-]/g, octal);
}

function octal(char: string): string {
  return `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
}

function unescaped(name: string): string {
  return name.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

// route53.md §A5: labels reversed, then type
export function compareSets(a: Position, b: Position): number {
  return (
    compareNames(a.name, b.name) ||
    order(a.type, b.type) ||
    order(a.setIdentifier ?? '', b.setIdentifier ?? '')
  );
}

export interface Position {
  readonly name: string;
  readonly type: string;
  readonly setIdentifier?: string;
}

export function compareNames(a: string, b: string): number {
  return order(reversed(a), reversed(b));
}

function reversed(name: string): string {
  const labels = name.replace(/\.$/, '').split('.').reverse();
  return unescaped(`${labels.join('.')}.`);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function invalidInput(message: string): ApiError {
  return new ApiError(400, 'InvalidInput', message);
}

export function readBatch(batch: XmlElement | undefined): readonly Change[] {
  const changes = childOf(batch, 'Changes')?.children ?? [];
  if (changes.length === 0) throw invalidInput('Invalid XML ; Changes are missing');
  return changes.map(readChange);
}

function readChange(element: XmlElement): Change {
  const action = textOf(element, 'Action');
  const body = childOf(element, 'ResourceRecordSet');
  if (action !== 'CREATE' && action !== 'DELETE' && action !== 'UPSERT')
    throw invalidInput(
      `Value '${action ?? 'null'}' at 'changeBatch.changes.action' failed to satisfy constraint: Member must satisfy enum value set: [CREATE, DELETE, UPSERT]`,
    );
  if (body === undefined) throw invalidInput('Invalid XML ; ResourceRecordSet is missing');
  const set = readSet(body);
  checkShape(action, set);
  return { action, set };
}

function readSet(body: XmlElement): RecordSet {
  const alias = readAlias(childOf(body, 'AliasTarget'));
  const flag = textOf(body, 'MultiValueAnswer');
  const values = childOf(body, 'ResourceRecords')?.children ?? [];
  return defined({
    name: textOf(body, 'Name') ?? '',
    type: textOf(body, 'Type') ?? '',
    setIdentifier: textOf(body, 'SetIdentifier'),
    weight: integerOf(body, 'Weight', 255),
    region: textOf(body, 'Region'),
    geoLocation: childOf(body, 'GeoLocation'),
    failover: textOf(body, 'Failover'),
    multiValueAnswer: flag === undefined ? undefined : flag === 'true',
    ttl: integerOf(body, 'TTL', 2_147_483_647),
    values: values.map((each) => childOf(each, 'Value')?.text ?? ''),
    alias,
    healthCheckId: textOf(body, 'HealthCheckId'),
    trafficPolicyInstanceId: textOf(body, 'TrafficPolicyInstanceId'),
    cidrRoutingConfig: childOf(body, 'CidrRoutingConfig'),
    geoProximityLocation: childOf(body, 'GeoProximityLocation'),
  });
}

type Loose<T> = { [K in keyof T]: T[K] | undefined };

function defined(loose: Loose<Required<RecordSet>>): RecordSet {
  const kept = Object.entries(loose).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as unknown as RecordSet;
}

function readAlias(element: XmlElement | undefined): AliasTarget | undefined {
  if (element === undefined) return undefined;
  const hostedZoneId = textOf(element, 'HostedZoneId') ?? '';
  const dnsName = textOf(element, 'DNSName') ?? '';
  const health = textOf(element, 'EvaluateTargetHealth');
  if (hostedZoneId === '' || dnsName === '' || (health !== 'true' && health !== 'false'))
    throw invalidInput('Invalid XML ; AliasTarget is not complete');
  return {
    hostedZoneId: hostedZoneId.replace(/^\/hostedzone\//, ''),
    dnsName: canonicalName(dnsName) ?? dnsName,
    evaluateTargetHealth: health === 'true',
  };
}

// route53.md §A2: the ranges of TTL and Weight
function integerOf(body: XmlElement, name: string, max: number): number | undefined {
  const text = textOf(body, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text) || Number(text) > max)
    throw invalidInput(`Value '${text}' at '${name}' failed to satisfy constraint: 0 to ${max}`);
  return Number(text);
}

const ROUTING = [
  'weight',
  'region',
  'geoLocation',
  'failover',
  'multiValueAnswer',
  'cidrRoutingConfig',
  'geoProximityLocation',
] as const;

function routingOf(set: RecordSet): readonly string[] {
  return ROUTING.filter((field) => set[field] !== undefined);
}

// route53.md §A2: types; alias sets have neither TTL nor ResourceRecords
function checkShape(action: string, set: RecordSet): void {
  const where = `Change with [Action=${action}, Name=${set.name}, Type=${set.type}, SetIdentifier=${set.setIdentifier ?? 'null'}]`;
  if (set.name === '') throw invalidInput(`Invalid request: Missing field 'Name' in ${where}`);
  if (!Object.hasOwn(VALUE_FAULT, set.type))
    throw invalidInput(
      `Value '${set.type}' at 'changeBatch.changes.resourceRecordSet.type' failed to satisfy constraint: Member must satisfy enum value set: [${Object.keys(VALUE_FAULT).join(', ')}]`,
    );
  const records = set.ttl !== undefined || set.values.length > 0;
  const whole = set.ttl !== undefined && set.values.length > 0;
  const kinds = [set.alias !== undefined, records, set.trafficPolicyInstanceId !== undefined];
  const found = kinds.filter(Boolean).length;
  if (found !== 1 || (records && !whole))
    throw invalidInput(
      `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found ${found > 1 ? 'more than one' : 'none'} in ${where}`,
    );
  const routing = routingOf(set).length;
  if (set.setIdentifier === undefined && routing > 0)
    throw invalidInput(`Invalid request: Missing field 'SetIdentifier' in ${where}`);
  if (set.setIdentifier !== undefined && routing !== 1)
    throw invalidInput(
      `Invalid request: Expected exactly one of [Weight, Region, Failover, GeoLocation, MultiValueAnswer, GeoProximityLocation, or CidrRoutingConfig], but found ${routing > 1 ? 'more than one' : 'none'} in ${where}`,
    );
  // route53.md §A2: 4000 characters a value
  if (set.values.some((value) => value === '' || value.length > 4000))
    throw invalidInput(`Invalid request: a Value is empty or longer than 4000 characters in ${where}`);
}

/** The sets of the zone after the batch. All or nothing: throws InvalidChangeBatch with every fault found. */
export function applyBatch(
  zone: ZoneRecords,
  changes: readonly Change[],
  limits: BatchLimits,
): Map<string, RecordSet> {
  const tooMuch = countFaults(changes);
  if (tooMuch.length > 0) throw new ApiError(400, 'InvalidChangeBatch', tooMuch);
  const batch = new Batch(zone, limits);
  for (const change of changes) batch.take(change);
  const faults = [...batch.faults, ...batch.finalFaults()];
  if (faults.length > 0) throw new ApiError(400, 'InvalidChangeBatch', faults);
  if (batch.sets.size > limits.rrsetsPerZone)
    throw new ApiError(
      400,
      'LimitsExceeded',
      `Hosted zone ${zone.id} holds ${limits.rrsetsPerZone} sets at most.`,
    );
  return batch.sets;
}

// route53.md §A3: 1000 elements and 32,000 characters a request, UPSERT counts twice
function countFaults(changes: readonly Change[]): readonly string[] {
  let elements = 0;
  let characters = 0;
  for (const { action, set } of changes) {
    const times = action === 'UPSERT' ? 2 : 1;
    elements += times * Math.max(1, set.values.length);
    characters += times * set.values.reduce((sum, value) => sum + value.length, 0);
  }
  return [
    ...(elements > 1000 ? ['Number of records limit of 1000 exceeded.'] : []),
    ...(characters > 32_000 ? ['RDATA character limit of 32000 exceeded.'] : []),
  ];
}

class Batch {
  readonly sets: Map<string, RecordSet>;
  readonly faults: string[] = [];
  readonly #zone: ZoneRecords;
  readonly #limits: BatchLimits;
  readonly #byName = new Map<string, Map<string, RecordSet>>();
  readonly #seen = new Map<string, string>();
  readonly #aliases: RecordSet[] = [];

  constructor(zone: ZoneRecords, limits: BatchLimits) {
    this.#zone = zone;
    this.#limits = limits;
    this.sets = new Map(zone.sets);
    for (const set of zone.sets.values()) this.#at(set.name).set(keyOf(set), set);
  }

  take(change: Change): void {
    const name = canonicalName(change.set.name);
    if (name === undefined) {
      this.faults.push(fatal('InvalidDomainName (Domain name is not valid)', change.set.name));
      return;
    }
    const set = { ...change.set, name };
    const fault = this.#nameFault(set) ?? this.#repeated(change.action, set);
    if (fault !== undefined) this.faults.push(fault);
    else if (change.action === 'DELETE') this.#delete(set);
    else this.#put(change.action, set);
  }

  // route53.md §A2: apex NS and SOA stay
  finalFaults(): string[] {
    const has = (type: string): boolean => this.sets.has(setKey(this.#zone.name, type));
    return [
      ...(has('NS') ? [] : ['A HostedZone must contain at least one NS record for the zone itself.']),
      ...(has('SOA') ? [] : ['A HostedZone must contain exactly one SOA record.']),
      ...this.#aliases.flatMap((set) => this.#aliasFault(set) ?? []),
    ];
  }

  #at(name: string): Map<string, RecordSet> {
    const found = this.#byName.get(name) ?? new Map<string, RecordSet>();
    this.#byName.set(name, found);
    return found;
  }

  #nameFault({ name, type }: RecordSet): string | undefined {
    const zone = this.#zone.name;
    // route53.md §A4
    if (name !== zone && !name.endsWith(`.${zone}`))
      return `RRSet with DNS name ${name} is not permitted in zone ${zone}`;
    if (type === 'CNAME' && name === zone)
      return `RRSet of type CNAME with DNS name ${name} is not permitted at apex in zone ${zone}`;
    if (type === 'SOA' && name !== zone)
      return `RRSet of type SOA with DNS name ${name} is not permitted in zone ${zone}`;
    // route53.md §A1: the wildcard is the complete leftmost label, and not for NS
    if (name.replace(/^\\052\./, '').includes('\\052') || (type === 'NS' && name.startsWith('\\052.')))
      return fatal('InvalidWildcard (Wildcard is not permitted here)', name);
    return undefined;
  }

  #repeated(action: string, set: RecordSet): string | undefined {
    const key = keyOf(set);
    const before = this.#seen.get(key);
    this.#seen.set(key, action);
    if (before === undefined || (before === 'DELETE' && action !== 'DELETE')) return undefined;
    return `The request contains an invalid set of changes for a resource record set '${set.type} ${set.name}'`;
  }

  // route53.md §A2: DELETE repeats exactly what is stored
  #delete(set: RecordSet): void {
    const stored = this.sets.get(keyOf(set));
    if (stored === undefined)
      this.faults.push(`Tried to delete resource record set ${label(set)} but it was not found`);
    else if (comparable(stored) !== comparable(set))
      this.faults.push(
        `Tried to delete resource record set ${label(set)} but the values provided do not match the current values`,
      );
    else {
      this.sets.delete(keyOf(set));
      this.#at(set.name).delete(keyOf(set));
    }
  }

  #put(action: string, set: RecordSet): void {
    const faults = [...this.#valueFaults(set), ...this.#conflicts(set)];
    if (action === 'CREATE' && this.sets.has(keyOf(set)))
      faults.push(`Tried to create resource record set ${label(set)} but it already exists`);
    this.faults.push(...faults);
    if (faults.length > 0) return;
    this.sets.set(keyOf(set), set);
    this.#at(set.name).set(keyOf(set), set);
    if (set.alias !== undefined) this.#aliases.push(set);
  }

  #valueFaults(set: RecordSet): string[] {
    const check = VALUE_FAULT[set.type];
    const faults = set.values.flatMap((value) => {
      const fault = check?.(value);
      return fault === undefined ? [] : [`Invalid Resource Record: '${fatal(fault, value)}'`];
    });
    // route53.md §A4: recorded
    const twice = new Set(set.values.filter((value, at) => set.values.indexOf(value) !== at));
    faults.push(...[...twice].map((value) => `Duplicate Resource Record: '${value}'`));
    if ((set.type === 'CNAME' || set.type === 'SOA') && set.values.length > 1)
      faults.push(`RRSet of type ${set.type} with DNS name ${set.name} holds one record at most`);
    // route53.md §A3: records in one set
    if (set.values.length > this.#limits.recordsPerSet)
      faults.push(`Number of records limit of ${this.#limits.recordsPerSet} exceeded for ${label(set)}`);
    return faults;
  }

  // route53.md §A2, checklist 3: CNAME stands alone; simple and routed sets do not mix
  #conflicts(set: RecordSet): string[] {
    const zone = this.#zone.name;
    const beside = [...this.#at(set.name).values()].filter((each) => keyOf(each) !== keyOf(set));
    const faults: string[] = [];
    if (set.type === 'CNAME' && beside.some((each) => each.type !== 'CNAME'))
      faults.push(
        `RRSet of type CNAME with DNS name ${set.name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone}`,
      );
    if (set.type !== 'CNAME' && beside.some((each) => each.type === 'CNAME'))
      faults.push(
        `RRSet of type ${set.type} with DNS name ${set.name} is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone}`,
      );
    const kind = routingOf(set).join();
    if (beside.some((each) => each.type === set.type && routingOf(each).join() !== kind))
      faults.push(
        `RRSet with DNS name ${set.name}, type ${set.type}, SetIdentifier ${set.setIdentifier ?? 'null'} cannot stand beside sets of another routing policy with the same name and type`,
      );
    return faults;
  }

  // route53.md §A2: targets are AWS resources or another set in the same zone
  #aliasFault({ alias, type, name }: RecordSet): string | undefined {
    if (alias === undefined) return undefined;
    const tried = `Tried to create an alias that targets ${alias.dnsName}, type ${type} in zone ${alias.hostedZoneId}`;
    if (alias.hostedZoneId !== this.#zone.id)
      return AWS_HOST.test(alias.dnsName)
        ? undefined
        : `${tried}, but the alias target name does not lie within the target zone`;
    if (alias.dnsName !== this.#zone.name && !alias.dnsName.endsWith(`.${this.#zone.name}`))
      return `${tried}, but the alias target name does not lie within the target zone`;
    const targets = [...(this.#byName.get(alias.dnsName)?.values() ?? [])];
    const found = alias.dnsName !== name && targets.some((each) => each.type === type);
    return found ? undefined : `${tried}, but that target was not found`;
  }
}

const AWS_HOST =
  /\.(amazonaws\.com|amazonaws\.com\.cn|cloudfront\.net|elasticbeanstalk\.com|awsglobalaccelerator\.com)\.$/;

function label({ name, type, setIdentifier }: RecordSet): string {
  const identifier = setIdentifier === undefined ? '' : `, set-identifier='${setIdentifier}'`;
  return `[name='${name}', type='${type}'${identifier}]`;
}

/** What has to be equal for a DELETE; the order of values does not count. */
function comparable(set: RecordSet): string {
  const fields = Object.entries({ ...set, values: [...set.values].sort() });
  return JSON.stringify(fields.sort(([a], [b]) => order(a, b)));
}

function fatal(fault: string, value: string): string {
  return `FATAL problem: ${fault} encountered with '${value}'`;
}

const BAD_HOST = 'InvalidDomainName (Value is not a valid domain name)';

function hostFault(value: string): string | undefined {
  return /\s/.test(value) || canonicalName(value) === undefined ? BAD_HOST : undefined;
}

function fields(type: string, pattern: RegExp): (value: string) => string | undefined {
  return (value) => {
    const match = pattern.exec(value);
    if (match === null) return `${type}RRDATAInvalidFormat (Value does not have the fields of ${type})`;
    const host = match.groups?.['host'];
    return host === undefined || host === '.' ? undefined : hostFault(host);
  };
}

// route53.md §A2: quoted strings of 255 bytes at most, separated by blanks
function textFault(value: string): string | undefined {
  const strings = /^(?:[ \t]*"(?:[^"\\]|\\[^])*"(?=[ \t]|$))+[ \t]*$/;
  if (!strings.test(value)) return 'InvalidCharacterString (Value should be enclosed in quotation marks)';
  if (/[^\x20-\x7e\t]/.test(value)) return 'UnsupportedCharacter (Value contains unsupported characters)';
  for (const [, content = ''] of value.matchAll(/"((?:[^"\\]|\\[^])*)"/g))
    if (content.replace(/\\(?:[0-3][0-7]{2}|[^])/g, 'x').length > 255)
      return 'CharacterStringTooLong (Value is too long)';
  return undefined;
}

const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';

/** The types of the model (route53.md §A2), each with the check of a value. */
const VALUE_FAULT: { readonly [type: string]: (value: string) => string | undefined } = {
  SOA: fields('SOA', /^\S+ +\S+( +\d{1,10}){5}$/),
  A: (value) => (isIPv4(value) ? undefined : 'ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)'),
  TXT: textFault,
  NS: hostFault,
  CNAME: hostFault,
  MX: fields('MX', /^\d{1,5}[ \t]+(?<host>\S+)$/),
  NAPTR: fields('NAPTR', new RegExp(`^\\d{1,5} +\\d{1,5} +${QUOTED} +${QUOTED} +${QUOTED} +(?<host>\\S+)$`)),
  PTR: hostFault,
  SRV: fields('SRV', /^\d{1,5} +\d{1,5} +\d{1,5} +(?<host>\S+)$/),
  SPF: textFault,
  AAAA: (value) =>
    isIPv6(value) ? undefined : 'AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)',
  CAA: fields('CAA', new RegExp(`^\\d{1,3} +[A-Za-z0-9]+ +${QUOTED}$`)),
  DS: fields('DS', /^\d{1,5} +\d{1,3} +\d{1,3} +[0-9a-fA-F ]+$/),
  TLSA: fields('TLSA', /^\d{1,3} +\d{1,3} +\d{1,3} +[0-9a-fA-F ]+$/),
  SSHFP: fields('SSHFP', /^\d{1,3} +\d{1,3} +[0-9a-fA-F ]+$/),
  SVCB: fields('SVCB', /^\d{1,5} +(?<host>\S+)( .*)?$/),
  HTTPS: fields('HTTPS', /^\d{1,5} +(?<host>\S+)( .*)?$/),
};
