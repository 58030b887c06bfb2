import { readQuery, type Query } from './query.ts';
import { ReplyWriter, SECTION } from './reply-writer.ts';
import { findZone } from './respond.ts';
import { TYPE, type ServedRRset, type ServedZone } from './served-zone.ts';
import type { ZoneSource } from './zone-source.ts';

/** Octets of one message of a transfer: within reach of name compression, and large enough to need few of them. */
const MESSAGE_OCTETS = 16_384;
const MAX_RRSET_OCTETS = 65_535;

/**
 * Gives the messages of a zone transfer (RFC 5936), from one state of the zone: the SOA, everything else, the SOA again.
 *
 * @returns undefined for what asks for no transfer of a zone that is served here
 */
export function transferOf(source: ZoneSource, octets: Buffer): Generator<Buffer> | undefined {
  const query = readQuery(octets);
  if (query === undefined || 'rcode' in query) return undefined;
  // RFC 1995 §4: who asks for the differences may be given the whole.
  if (query.type !== TYPE.AXFR && query.type !== TYPE.IXFR) return undefined;
  const zone = findZone(source, query.name);
  if (zone === undefined || zone === 'unloadable' || zone.apex !== query.name) return undefined;
  return messages(zone, query);
}

function* messages(zone: ServedZone, query: Query): Generator<Buffer> {
  const reply = new ReplyWriter();
  let isEmpty = true;
  const begin = (): void => {
    reply.begin(query, MESSAGE_OCTETS);
    reply.authoritative = true;
    isEmpty = true;
  };
  begin();
  for (const { owner, rrset } of recordsOf(zone)) {
    if (!reply.add(SECTION.answer, owner, rrset)) {
      if (!isEmpty) yield reply.finish();
      begin();
      if (!reply.add(SECTION.answer, owner, rrset)) {
        // A record of its own that needs more than other messages.
        reply.begin(query, MAX_RRSET_OCTETS);
        reply.authoritative = true;
        reply.add(SECTION.answer, owner, rrset);
        yield reply.finish();
        begin();
        continue;
      }
    }
    isEmpty = false;
  }
  if (!isEmpty) yield reply.finish();
}

/** Every record by itself: an RRset may be larger than a message. */
function* recordsOf(zone: ServedZone): Generator<{ owner: string; rrset: ServedRRset }> {
  yield { owner: zone.apex, rrset: zone.soa };
  for (const [owner, node] of zone.nodes) {
    for (const rrset of node.rrsets) {
      if (rrset.type === TYPE.SOA) continue;
      for (const record of rrset.records) yield { owner, rrset: { ...single(rrset), records: [record] } };
    }
  }
  yield { owner: zone.apex, rrset: zone.soa };
}

function single(rrset: ServedRRset): Pick<ServedRRset, 'type' | 'ttl' | 'targets'> {
  return { type: rrset.type, ttl: rrset.ttl, targets: [] };
}
