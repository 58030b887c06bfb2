import { createHash, generateKeyPairSync } from 'node:crypto';

/** What a DNSKEY comes to as a DS: RFC 4034 §5.1.4 and appendix B. */
export interface KeyDigest {
  readonly keyTag: number;
  /** SHA-256, upper-case hex. */
  readonly digest: string;
}

export function digestOfKey(zone: string, flags: number, algorithm: number, publicKey: string): KeyDigest {
  const rdata = Buffer.concat([
    Buffer.from([flags >> 8, flags & 0xff, 3, algorithm]),
    Buffer.from(publicKey, 'base64'),
  ]);
  const labels = zone.replace(/\.$/, '').toLowerCase().split('.');
  const owner = Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ]);
  const digest = createHash('sha256').update(owner).update(rdata).digest('hex').toUpperCase();
  return { keyTag: keyTagOf(rdata), digest };
}

function keyTagOf(rdata: Buffer): number {
  const sum = rdata.reduce((total, byte, at) => total + (at % 2 === 0 ? byte << 8 : byte), 0);
  return (sum + ((sum >> 16) & 0xffff)) & 0xffff;
}

/** A new ECDSA P-256 public key as DNSKEY carries it (RFC 6605): both coordinates, base64. */
export function newPublicKey(): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' }) as { x?: string; y?: string };
  return Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString('base64');
}
