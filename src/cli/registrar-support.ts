import type { RegistrarAction } from '../ports/registrar.ts';
import { REGISTRAR_SUPPORT } from './registrar-support.gen.ts';

/** Commands whose words are not those of the registrar's action. */
const ACTIONS: ReadonlyMap<string, RegistrarAction> = new Map([
  ['expiring', 'list'],
  ['adopt', 'get'],
  ['unlock', 'lock'],
  ['autorenew on', 'autorenew'],
  ['autorenew off', 'autorenew'],
  ['privacy on', 'privacy'],
  ['privacy off', 'privacy'],
  ['dnssec enable', 'dnssec-set'],
  ['dnssec disable', 'dnssec-set'],
  ['dnssec sync', 'dnssec-set'],
  ['glue list', 'glue-get'],
  ['glue delete', 'glue-set'],
]);

/** What a command below `domains` asks of a registrar; undefined for other commands. */
export function registrarAction(name: string): RegistrarAction | undefined {
  const [noun, ...words] = name.split(' ');
  if (noun !== 'domains' || words.length === 0) return undefined;
  const action = ACTIONS.get(words.join(' ')) ?? words.join('-');
  return Object.hasOwn(REGISTRAR_SUPPORT, action) ? (action as RegistrarAction) : undefined;
}

/** Which providers can do what a command asks for, as words and meanings for help. */
export function supportRows(name: string): readonly (readonly [string, string])[] {
  const action = registrarAction(name);
  if (action === undefined) return [];
  const support = REGISTRAR_SUPPORT[action];
  const rows = [
    ['yes', support.full.join(', ')],
    ['with limits', support.limited.join(', ')],
    ['no API', support.none.join(', ')],
  ] as const;
  return rows.filter(([, providers]) => providers !== '');
}
