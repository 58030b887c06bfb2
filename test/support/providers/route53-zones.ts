import { digestOfKey } from './route53-dnssec.ts';
import type { RecordSet } from './route53-records.ts';
import { ApiError, leaf, tag, textOf, written, type XmlElement } from './route53-wire.ts';

/** The state of the DNS half of the local Route 53, and its XML. */
export interface FakeKey {
  readonly name: string;
  readonly kmsArn: string;
  readonly callerReference: string;
  readonly publicKey: string;
  status: 'ACTIVE' | 'INACTIVE';
  readonly created: number;
  modified: number;
}

export interface FakeZone {
  readonly id: string;
  /** Absolute, with the trailing dot. */
  readonly name: string;
  readonly callerReference: string;
  comment: string | undefined;
  readonly vpc: { readonly region: string; readonly id: string } | undefined;
  readonly nameServers: readonly string[];
  sets: Map<string, RecordSet>;
  readonly tags: Map<string, string>;
  readonly keys: Map<string, FakeKey>;
  signing: boolean;
}

export interface FakeChange {
  readonly id: string;
  readonly submittedAt: number;
  readonly comment: string | undefined;
  polls: number;
  insync: boolean;
}

export function bad(code: string, message: string): ApiError {
  return new ApiError(400, code, message);
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function readVpc(element: XmlElement | undefined): FakeZone['vpc'] {
  if (element === undefined) return undefined;
  const [region, id] = [textOf(element, 'VPCRegion') ?? '', textOf(element, 'VPCId') ?? ''];
  if (!/^[a-z]+-[a-z-]+-\d$/.test(region) || !/^vpc-[0-9a-f]+$/.test(id))
    throw bad('InvalidVPCId', `The VPC: ${id} in region ${region} is not valid.`);
  return { region, id };
}

export function vpcXml({ region, id }: NonNullable<FakeZone['vpc']>): string {
  return tag('VPC', leaf('VPCRegion', region), leaf('VPCId', id));
}

// route53.md §A1: ids come back prefixed
export function zoneXml(zone: FakeZone): string {
  return tag(
    'HostedZone',
    leaf('Id', `/hostedzone/${zone.id}`),
    leaf('Name', zone.name),
    leaf('CallerReference', zone.callerReference),
    tag('Config', leaf('Comment', zone.comment), leaf('PrivateZone', zone.vpc !== undefined)),
    leaf('ResourceRecordSetCount', zone.sets.size),
  );
}

export function delegationXml(zone: FakeZone): string {
  const hosts = zone.nameServers.map((host) => leaf('NameServer', host));
  return tag('DelegationSet', tag('NameServers', ...hosts));
}

export function changeInfo(change: FakeChange): string {
  return tag(
    'ChangeInfo',
    leaf('Id', `/change/${change.id}`),
    leaf('Status', change.insync ? 'INSYNC' : 'PENDING'),
    leaf('SubmittedAt', iso(change.submittedAt)),
    leaf('Comment', change.comment),
  );
}

export function setXml(set: RecordSet): string {
  const { alias } = set;
  const records = set.values.map((value) => tag('ResourceRecord', leaf('Value', value)));
  const target =
    alias === undefined
      ? ''
      : tag(
          'AliasTarget',
          leaf('HostedZoneId', alias.hostedZoneId),
          leaf('DNSName', alias.dnsName),
          leaf('EvaluateTargetHealth', alias.evaluateTargetHealth),
        );
  return tag(
    'ResourceRecordSet',
    leaf('Name', set.name),
    leaf('Type', set.type),
    leaf('SetIdentifier', set.setIdentifier),
    leaf('Weight', set.weight),
    leaf('Region', set.region),
    written(set.geoLocation),
    leaf('Failover', set.failover),
    leaf('MultiValueAnswer', set.multiValueAnswer),
    leaf('TTL', set.ttl),
    records.length === 0 ? '' : tag('ResourceRecords', ...records),
    target,
    leaf('HealthCheckId', set.healthCheckId),
    leaf('TrafficPolicyInstanceId', set.trafficPolicyInstanceId),
    written(set.cidrRoutingConfig),
    written(set.geoProximityLocation),
  );
}

// route53.md §A6
export function keyXml(zone: FakeZone, key: FakeKey): string {
  const { keyTag, digest } = digestOfKey(zone.name, 257, 13, key.publicKey);
  return [
    leaf('Name', key.name),
    leaf('KmsArn', key.kmsArn),
    leaf('Flag', 257),
    leaf('SigningAlgorithmMnemonic', 'ECDSAP256SHA256'),
    leaf('SigningAlgorithmType', 13),
    leaf('DigestAlgorithmMnemonic', 'SHA-256'),
    leaf('DigestAlgorithmType', 2),
    leaf('KeyTag', keyTag),
    leaf('DigestValue', digest),
    leaf('PublicKey', key.publicKey),
    leaf('DSRecord', `${keyTag} 13 2 ${digest}`),
    leaf('DNSKEYRecord', `257 3 13 ${key.publicKey}`),
    leaf('Status', key.status),
    leaf('CreatedDate', iso(key.created)),
    leaf('LastModifiedDate', iso(key.modified)),
  ].join('');
}
