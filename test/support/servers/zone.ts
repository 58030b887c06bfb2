import { createResolver } from '../../../src/adapters/resolver/index.ts';

/** The zone that every test server begins with. */
export const ZONE = 'example.org';

export const ZONE_TEXT = `$TTL 300
@ SOA ns1.example.org. hostmaster.example.org. 1 7200 3600 1209600 300
@ NS ns1.example.org.
ns1 A 192.0.2.53
`;

/** Tells whether a server answers for the zone with authority. */
export async function answersZone(address: string): Promise<boolean> {
  const answer = await createResolver({ hosts: {}, roots: [] }).ask(
    { name: 'test', address },
    { name: ZONE, type: 'SOA' },
    { transport: 'tcp', timeoutMs: 500 },
  );
  return answer.authoritative && answer.records.length > 0;
}
