/** Networks that are remembered; beyond that the account begins anew, which lets each of them ask a little more once. */
const MAX_NETWORKS = 100_000;
/** Seconds of questions that may come at once. */
const BURST_SECONDS = 2;

/**
 * Makes a bound on how often an address is answered: so many questions a second, evenly, and a burst of two seconds' worth. IPv6 is counted by /56, which is
 * what one household or host has.
 *
 * @param now - milliseconds that only grow
 */
export function createAddressLimit(perSecond: number, now: () => number): (address: string) => boolean {
  const stepMs = 1_000 / perSecond;
  const burstMs = BURST_SECONDS * 1_000;
  /** Network → when its next question would be due if they came evenly. */
  const due = new Map<string, number>();
  return (address) => {
    const at = now();
    const network = networkOf(address);
    const next = Math.max(due.get(network) ?? at, at) + stepMs;
    if (next - at > burstMs) return false;
    if (due.size >= MAX_NETWORKS && !due.has(network)) due.clear();
    due.set(network, next);
    return true;
  };
}

/** IPv4 as it is; of IPv6 the first 56 bits. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  const [head = ''] = address.split('::');
  const groups = head.split(':');
  const [a = '0', b = '0', c = '0', d = '0'] = groups;
  return `${a}:${b}:${c}:${d.padStart(4, '0').slice(0, 2)}`;
}
