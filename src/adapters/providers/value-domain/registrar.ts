import type { Registrar, RegistrarCapabilities } from '../../../ports/registrar.ts';
import type { ValueDomainClient } from './client.ts';
import { readGlue, setGlue } from './glue.ts';
import { buy, checkNames, findPurchase, quote } from './purchases.ts';
import { fromRow, readRegistration } from './registration.ts';
import { settingsOf } from './settings.ts';
import { cancelTransfer, transferStatus } from './transfers.ts';

export function registrarOf(
  client: ValueDomainClient,
  capabilities: RegistrarCapabilities,
  registrar: string,
): Registrar {
  return {
    capabilities,
    list: async (signal) => (await client.domains(signal)).map(fromRow),
    get: (name, signal) => readRegistration(client, name, signal),
    check: (names, signal) => checkNames(client, names, signal),
    quote: (request, signal) => quote(client, request, signal),
    buy: async (purchase) => buy(client, purchase, registrar),
    findPurchase: (quoted, signal) => findPurchase(client, quoted, signal),
    follow: (handle, signal) => transferStatus(client, handle, signal),
    transferStatus: (name, signal) => transferStatus(client, name, signal),
    cancelTransfer: (name, signal) => cancelTransfer(client, name, signal),
    ...settingsOf(client),
    glue: (name, signal) => readGlue(client, name, signal),
    setGlue: (name, host, signal) => setGlue(client, name, host, signal),
  };
}
