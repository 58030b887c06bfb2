import { createX509 } from '../../src/adapters/x509/index.ts';
import { describeIssuance } from '../support/acme/issuance.ts';
import { describeLeftOrders } from '../support/acme/left-orders.ts';
import { startAcmeServer } from '../support/acme/server.ts';
import { pebbleStands, startPebble } from '../support/servers/pebble.ts';

const x509 = createX509();

describeIssuance('Pebble', pebbleStands() === 'current', async ({ dnsServer, binding }) => {
  const options = { dnsServer, nonceReject: 20, authzReuse: 0, alternateRoots: 1 };
  const pebble = await startPebble(binding === undefined ? options : { ...options, binding });
  return {
    ...pebble,
    setWindow: async ({ chainPem }, start, end) => {
      const certificate = chainPem.split(/(?<=-----END CERTIFICATE-----\n)/)[0];
      const ariResponse = JSON.stringify({ suggestedWindow: { start, end } });
      await pebble.manage('/set-renewal-info/', { certificate, ariResponse });
    },
    revocation: async (serial) =>
      (JSON.parse(await pebble.manage(`/cert-status-by-serial/${serial}`)) as { readonly Reason?: number })
        .Reason,
    alternateRoot: async () => {
      const [root] = await x509.readCertificates(await pebble.manage('/roots/1'));
      return root?.subject.replace('CN=', '') ?? '';
    },
  };
});

describeIssuance('the strict CA of the tests', true, async ({ dnsServer, binding }) => {
  const options = { dnsServers: [dnsServer] };
  const server = await startAcmeServer(binding === undefined ? options : { ...options, binding });
  Object.assign(server.moods, { nonceReject: 20 });
  return {
    ...server,
    setWindow: ({ certificate }, start, end) => {
      const issued = server.issued(certificate.issued?.serial ?? '');
      if (issued !== undefined) issued.window = { start, end };
      return Promise.resolve();
    },
    revocation: (serial) => Promise.resolve(server.issued(serial)?.revoked),
    alternateRoot: () => Promise.resolve(server.rootNames[1] ?? ''),
  };
});

describeLeftOrders('Pebble', pebbleStands() === 'current', (dnsServer) =>
  startPebble({ dnsServer, nonceReject: 20, authzReuse: 0 }),
);

describeLeftOrders('the strict CA of the tests', true, async (dnsServer) => {
  const server = await startAcmeServer({ dnsServers: [dnsServer] });
  Object.assign(server.moods, { nonceReject: 20 });
  return server;
});
