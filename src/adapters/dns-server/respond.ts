import { RCODES } from '../../core/wire/message.ts';
import type { Logger } from '../../ports/logger.ts';
import { answerQuestion } from './answer.ts';
import { labelStarts, type NameKey } from './name-key.ts';
import { readQuery, type Query } from './query.ts';
import { isInternet, refuseBadQuery, ReplyWriter, UDP_PAYLOAD } from './reply-writer.ts';
import { TYPE, type ServedZone } from './served-zone.ts';
import type { ZoneSource } from './zone-source.ts';

/** Octets that everybody can take over UDP (RFC 1035 §4.2.1). */
const PLAIN_UDP_PAYLOAD = 512;

/** Gives the octets of the answer to a query, or undefined for what deserves none. Over UDP that is limited, the answer is to ask over TCP. */
export type Responder = (
  query: Buffer,
  transport: 'udp' | 'udp-limited' | 'tcp',
  limit: number,
) => Buffer | undefined;

/** Makes the function that answers queries from a source. Each answer is made whole before the next, in the same octets. */
export function createResponder(source: ZoneSource, logger: Logger): Responder {
  const reply = new ReplyWriter();
  return (octets, transport, limit) => {
    const query = readQuery(octets);
    if (query === undefined) return undefined;
    if ('rcode' in query) return refuseBadQuery(query);
    reply.begin(query, transport === 'udp' ? Math.min(limit, udpRoom(query)) : limit);
    if (transport === 'udp-limited') {
      reply.markTruncated();
      return reply.finish();
    }
    try {
      answer(source, query, reply);
    } catch (error) {
      // A defect met by one question must not take the server down for all others.
      logger.warn(
        `a question could not be answered: ${error instanceof Error ? error.message : String(error)}`,
      );
      reply.begin(query, limit);
      reply.rcode = RCODES.SERVFAIL;
    }
    return reply.finish();
  };
}

/** Finds the zone that a name lies in, the deepest of several. */
export function findZone(source: ZoneSource, name: NameKey): ServedZone | 'unloadable' | undefined {
  for (const start of [...labelStarts(name), name.length]) {
    const zone = source.find(name.slice(start));
    if (zone !== undefined) return zone;
  }
  return undefined;
}

function answer(source: ZoneSource, query: Query, reply: ReplyWriter): void {
  if (query.edns !== undefined && query.edns.version > 0) {
    reply.rcode = RCODES.BADVERS;
    return;
  }
  // Transfers have a way of their own, for those who may have them.
  const zone =
    isInternet(query.class) && query.type !== TYPE.AXFR && query.type !== TYPE.IXFR
      ? zoneToAsk(source, query)
      : undefined;
  if (zone === undefined) reply.rcode = RCODES.REFUSED;
  else if (zone === 'unloadable') reply.rcode = RCODES.SERVFAIL;
  else answerQuestion(zone, query, reply);
}

function zoneToAsk(source: ZoneSource, query: Query): ServedZone | 'unloadable' | undefined {
  if (query.type !== TYPE.DS || query.name === '') return findZone(source, query.name);
  // The DS of a zone lies in its parent: asked at the apex, the zone above is meant where it is served here too (RFC 4035 §3.1.4.1).
  const above = query.name.slice(query.name.charCodeAt(0) + 1);
  return findZone(source, above) ?? source.find(query.name);
}

function udpRoom({ edns }: Query): number {
  return edns === undefined
    ? PLAIN_UDP_PAYLOAD
    : Math.min(Math.max(edns.udpPayload, PLAIN_UDP_PAYLOAD), UDP_PAYLOAD);
}
