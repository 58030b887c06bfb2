import type { Contacts, DomainDetail, DomainRef, DomainSetting } from '../control-plane/domains.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import { CONTACT_ROLES } from '../core/contact.ts';
import { dsAfter } from '../core/dnssec.ts';
import { isRegctlError } from '../core/errors.ts';
import { toJson } from '../core/json.ts';
import type { DomainName } from '../core/names.ts';
import { noApi } from '../core/no-api.ts';
import type { Context } from './context.ts';
import { domainOptions } from './domain-words.ts';
import type { Row } from './output/view.ts';

type Action = DomainSetting['action'] | 'dnssec-set';

/**
 * Tells what a setting would change at a registration, and changes nothing: state `planned`, or `unchanged` where it is so already.
 *
 * @param action - what the row calls it
 * @throws RegctlError `DOMAIN_NOT_FOUND`, `CAPABILITY_MISSING`
 */
export async function previewSetting(
  context: Context,
  ref: DomainRef,
  setting: DomainSetting,
  action: string,
): Promise<Row> {
  const domain = await settable(context, ref, setting.action);
  const { is, becomes } = await difference(
    context,
    { name: ref.name, account: domain.account },
    domain,
    setting,
  );
  return previewRow(domain, action, is, becomes);
}

/** The same for the DS of a domain. @throws RegctlError also `NETWORK` and `DELEGATION_UNSAFE`, as the change itself */
export async function previewDnssec(
  context: Context,
  ref: DomainRef,
  wish: 'enable' | 'disable' | 'sync',
): Promise<Row> {
  const domain = await settable(context, ref, 'dnssec-set');
  // To take the DS away no name server is asked.
  if (wish === 'disable' && domain.ds !== null)
    return previewRow(domain, 'dnssec-set', dsText(domain.ds), 'no DS');
  const { domains } = await context.controlPlane();
  const state = await domains.dnssec({ name: ref.name, account: domain.account }, domainOptions(context));
  return previewRow(domain, 'dnssec-set', dsText(state.ds ?? []), dsText(dsAfter(ref.name, wish, state)));
}

/** The registration, once it is known that its registrar can do this at all. */
async function settable(context: Context, ref: DomainRef, action: Action): Promise<DomainDetail> {
  const { domains } = await context.controlPlane();
  const domain = await domains.get(ref, domainOptions(context));
  const providers = await context.providers();
  const able = providers.find(({ name }) => name === domain.provider)?.registrar?.actions[action];
  if (able?.support === 'none') throw noApi(ref.name, domain.provider, action, able);
  return domain;
}

/** What it is and what it would be, in words; undefined for what cannot be seen before. */
async function difference(
  context: Context,
  ref: DomainRef,
  domain: DomainDetail,
  setting: DomainSetting,
): Promise<{ readonly is: string | undefined; readonly becomes: string }> {
  const { domains } = await context.controlPlane();
  const options = domainOptions(context);
  switch (setting.action) {
    case 'lock':
      return { is: onOff(domain.locked), becomes: onOff(setting.on) };
    case 'autorenew':
      return { is: onOff(domain.autoRenew), becomes: onOff(setting.on) };
    case 'privacy':
      return { is: onOff(domain.privacy), becomes: onOff(setting.on) };
    case 'contacts-set':
      return contactsDifference(await known(domains.contacts(ref, options)), setting.contacts);
    case 'contacts-verify':
      return { is: undefined, becomes: 'a mail to the registrant' };
    case 'glue-set': {
      const { host, addresses } = setting.glue;
      const glue = await known(domains.glue(ref, options));
      const present = glue?.find((one) => one.host === host)?.addresses ?? [];
      return { is: glue === undefined ? undefined : listed(present), becomes: listed(addresses) };
    }
    case 'transfer-approve':
      return { is: undefined, becomes: 'the domain leaves at once' };
    case 'transfer-cancel':
      return { is: undefined, becomes: 'the transfer is stopped' };
  }
}

/** What the registrar tells; undefined where it tells nothing of it. */
async function known<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (isRegctlError(error, 'CAPABILITY_MISSING')) return undefined;
    throw error;
  }
}

/** Names the fields alone: what stands in them is personal, and in the file that was given. */
function contactsDifference(
  present: Contacts | undefined,
  wanted: Contacts,
): { readonly is: string | undefined; readonly becomes: string } {
  const changed = CONTACT_ROLES.flatMap((role) => {
    const after = wanted[role];
    const before = present?.[role];
    if (after === undefined) return [];
    const kept = Object.entries(before ?? {});
    const isKept = (field: string, value: unknown): boolean =>
      kept.some(
        ([name, one]) => name === field && canonicalJson(toJson(one)) === canonicalJson(toJson(value)),
      );
    const fields = Object.entries(after).flatMap(([field, value]) => (isKept(field, value) ? [] : [field]));
    return fields.length === 0 ? [] : [`${role} (${before === undefined ? 'all' : fields.join(', ')})`];
  });
  return changed.length === 0
    ? { is: 'as in the file', becomes: 'as in the file' }
    : { is: undefined, becomes: `changes ${changed.join(', ')}` };
}

function previewRow(
  { name, account }: { readonly name: DomainName; readonly account: string },
  action: string,
  is: string | undefined,
  becomes: string,
): Row {
  const isSo = is === becomes;
  const detail = isSo ? `${becomes} already` : is === undefined ? becomes : `${is} → ${becomes}`;
  return {
    name,
    account,
    action,
    state: isSo ? 'unchanged' : 'planned',
    detail,
    operation: null,
    error: null,
  };
}

function onOff(on: boolean | null): string {
  return on === null ? 'not known' : on ? 'on' : 'off';
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? 'no addresses' : words.toSorted().join(' ');
}

function dsText(ds: readonly string[]): string {
  return ds.length === 0 ? 'no DS' : ds.join('; ');
}
