/**
 * Tells the address of the client. The word of a proxy is taken only from one that is trusted, and then the last address that is no such proxy counts: what
 * stands before it in the header may be anybody's invention.
 */
export function clientAddress(
  request: Request,
  socketAddress: string,
  trustedProxies: readonly string[],
): string {
  let address = plainAddress(socketAddress);
  const forwarded = (request.headers.get('x-forwarded-for') ?? '').split(',').map((part) => part.trim());
  while (trustedProxies.includes(address)) {
    const before = forwarded.pop();
    if (before === undefined || before === '') break;
    address = plainAddress(before);
  }
  return address;
}

/** An IPv4 address as such, also where the socket speaks IPv6. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '').slice(0, 100);
}
