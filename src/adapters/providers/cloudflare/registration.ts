import type { Contact, Contacts } from '../../../core/contact.ts';
import { RegctlError } from '../../../core/errors.ts';
import { parseDomainName, type DomainName } from '../../../core/names.ts';
import type { Progress, Purchase, Registration } from '../../../ports/registrar.ts';
import type { ApiRegistration, ApiWorkflow } from './schema.ts';

/** What a request at the registrar is about; each kind has a status of its own. */
export type WorkflowKind = 'registration' | 'update';

export function handleOf(kind: WorkflowKind, name: DomainName): string {
  return `${kind}/${name}`;
}

/** `action_required` never resolves alone; `blocked` waits for somebody else (read 2026-11-21). */
export function progressOf(
  kind: WorkflowKind,
  name: DomainName,
  { state, context, error }: ApiWorkflow,
): Progress {
  const handle = handleOf(kind, name);
  if (state === 'succeeded') return { state: 'done', handle, detail: null };
  if (state === 'failed') return { state: 'failed', handle, detail: error?.message ?? null };
  if (state !== 'action_required') return { state: 'running', handle, detail: state.replaceAll('_', ' ') };
  const action = (context?.action ?? 'see the dashboard').replaceAll('_', ' ');
  const to = context?.confirmation_sent_to;
  return {
    state: 'action-required',
    handle,
    detail: typeof to === 'string' ? `${action}; a message went to ${to}` : action,
  };
}

export function registrationOf(registration: ApiRegistration): Registration {
  const { privacy_mode: privacy } = registration;
  return {
    name: parseDomainName(registration.domain_name),
    status: [registration.status.toLowerCase()],
    createdAt: registration.created_at ?? null,
    expiresAt: registration.expires_at ?? null,
    autoRenew: registration.auto_renew ?? null,
    locked: registration.locked ?? null,
    privacy: privacy === 'redaction' ? true : privacy === 'off' ? false : null,
    nameservers: null,
    ds: null,
    extras: {},
  };
}

/** @throws RegctlError `CAPABILITY_MISSING` for name servers of the user's own, which Cloudflare Registrar does not take */
export function registrationBody({ quote, nameservers, autoRenew, privacy, contacts }: Purchase): object {
  if (nameservers.length > 0) {
    throw new RegctlError('CAPABILITY_MISSING', `${quote.name} cannot be given other name servers`, {
      reason: 'Cloudflare Registrar delegates to Cloudflare always',
      hint: 'nothing was bought; leave the name servers out, or register elsewhere',
      provider: 'cloudflare',
    });
  }
  const extensions = contacts?.registrant?.extras ?? {};
  return {
    domain_name: quote.name,
    years: quote.years,
    auto_renew: autoRenew,
    privacy_mode: privacy ? 'redaction' : 'off',
    ...(contacts === null ? {} : { contacts: contactsToApi(contacts) }),
    ...(Object.keys(extensions).length === 0 ? {} : { contact_extensions: extensions }),
  };
}

function contactsToApi({ registrant, admin, tech, billing }: Contacts): object {
  const roles = { registrant, administrator: admin, technical: tech, billing };
  return Object.fromEntries(
    Object.entries(roles).flatMap(([role, contact]) =>
      contact === undefined ? [] : [[role, contactToApi(contact)]],
    ),
  );
}

function contactToApi(contact: Contact): object {
  const { organization, fax } = contact;
  return {
    email: contact.email,
    phone: contact.phone,
    ...(fax === null ? {} : { fax }),
    postal_info: {
      name: `${contact.firstName} ${contact.lastName}`.trim(),
      ...(organization === null ? {} : { organization }),
      address: {
        street: contact.street.join(', '),
        city: contact.city,
        ...(contact.state === null ? {} : { state: contact.state }),
        postal_code: contact.postalCode,
        country_code: contact.country,
      },
    },
  };
}
