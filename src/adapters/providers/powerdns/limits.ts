/** Changes in one PATCH: some 200 octets each, which keeps a request near the 2 MB that PowerDNS takes (webserver-max-bodysize, default 2 MB). */
export const MAX_CHANGES = 5_000;
