import { systemClock } from '../adapters/clock.ts';
import { systemRandom } from '../adapters/random.ts';
import { createSqlAuditStore } from '../adapters/stores/sql/audit.ts';
import { createSqlInvitationStore } from '../adapters/stores/sql/invitations.ts';
import { createSqlMailedLinkStore } from '../adapters/stores/sql/mailed-links.ts';
import { createSqlMemberships } from '../adapters/stores/sql/memberships.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import { chainedAuditLog } from '../services/audit/chain.ts';
import { handPasswordLink, type HandedLink } from '../services/identity/handed-links.ts';

/** Makes a link to set a password in the directory of a server, whatever runs it. @throws as `handPasswordLink` */
export function makePasswordLink(database: SqlDatabase, origin: string, email: string): Promise<HandedLink> {
  return handPasswordLink(
    {
      links: createSqlMailedLinkStore(database),
      invitations: createSqlInvitationStore(database),
      memberships: createSqlMemberships(database),
      audit: chainedAuditLog(createSqlAuditStore(database), systemClock),
      clock: systemClock,
      random: systemRandom,
      origin,
    },
    email,
  );
}
