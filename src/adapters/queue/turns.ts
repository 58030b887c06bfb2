/** Of what is free to it, counted with what it has, an organization takes seven eighths, so that some is left for who comes next. */
const SHARE_EIGHTHS = 7;

/** Which organizations are given jobs now, and how many each. */
export interface Turn {
  readonly organizations: readonly string[];
  readonly each: number;
}

/**
 * Gives each organization in its turn as much as the others. Whoever has much already waits, though nobody else be there: jobs may take half an hour, and who
 * comes next is not to wait that long.
 *
 * @param free - jobs that can be begun now
 * @param waiting - organizations with jobs that are due, in their turn
 * @param running - how many jobs run by organization; no organization is bounded where it is not given
 */
export function takeTurns(
  free: number,
  waiting: readonly string[],
  running: ReadonlyMap<string, number> | undefined,
): Turn {
  const shareOf = (organization: string): number => {
    if (running === undefined) return free;
    const has = running.get(organization) ?? 0;
    const share = Math.floor((SHARE_EIGHTHS * free - has) / 8);
    return has === 0 ? Math.max(share, 1) : share;
  };
  const organizations = waiting.filter((one) => shareOf(one) > 0).slice(0, free);
  if (organizations.length === 0) return { organizations, each: 0 };
  const even = Math.max(Math.floor(free / organizations.length), 1);
  return { organizations, each: Math.min(even, ...organizations.map(shareOf)) };
}
