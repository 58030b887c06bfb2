import { challengeNameOf } from '../../../core/challenge.ts';
import { KEY_TYPES, type KeyType } from '../../../core/certificate.ts';
import { isWithin, parseDomainName, relativeName, type DomainName } from '../../../core/names.ts';
import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { DelegatedWish, Delegation, DelegationOperations } from '../../../control-plane/delegations.ts';
import {
  certOptions,
  refuseContradictions,
  TERMS_FLAG,
  withTerms,
  type Contradiction,
} from '../../cert-words.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readCsr } from '../../csr.ts';
import {
  DELEGATION_EXIT_CODES,
  DELEGATION_FIELDS,
  delegationOperations,
  delegationRow,
} from '../../delegation-view.ts';
import { planAndApply } from '../../write-flow.ts';

const CONTRADICTIONS: readonly Contradiction[] = [
  ['csr', 'key-type', 'the key of a request is made already'],
  ['wildcard', 'drop-names', 'a wildcard is asked for, or left out'],
];

const USUAL: DelegatedWish = {
  wildcard: false,
  cas: ['letsencrypt'],
  profile: null,
  keyType: 'ec256',
  csr: null,
};

export const command: AnyCommand = defineCommand({
  summary: 'Let the control plane prove a domain to CAs, by one CNAME that is set once',
  description:
    "Gives a target that is the domain's alone. Once its challenge name is a CNAME to it, the control plane issues and renews by itself, without a credential of the DNS host; with --no-issue the target is for another ACME client, which writes to it with `regctl certs challenge set`. Run again, it gives the same target, and changes of the certificate what is said and nothing else.",
  examples: [
    { command: 'regctl certs delegate example.org --wildcard', does: 'and set the CNAME that it prints' },
    {
      command: 'regctl certs delegate example.org --apply',
      does: 'and let an account of the control plane set it',
    },
    { command: 'regctl certs delegate example.org --no-issue', does: 'for lego, certbot and others' },
  ],
  args: [{ name: 'domain', description: 'domain', completes: 'domain' }],
  flags: {
    wildcard: { type: 'boolean', description: 'a certificate for all names one label below, too' },
    'drop-names': { type: 'boolean', description: 'leave out the wildcard that was asked for before' },
    ca: { type: 'list', value: 'CA', description: 'name or directory URL; given again, the next to try' },
    'cert-profile': {
      type: 'string',
      value: 'NAME',
      description: 'profile of the CA, such as shortlived; no other will do',
    },
    'key-type': {
      type: 'string',
      value: 'TYPE',
      choices: KEY_TYPES,
      description: 'kind of key; ec256 when omitted',
    },
    csr: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      description: 'certificate signing request made elsewhere, whose key stays there; - is stdin',
    },
    email: {
      type: 'list',
      value: 'ADDRESS',
      description: 'where the CA may write, if an account must be opened',
    },
    'no-issue': {
      type: 'boolean',
      description: 'give the target only; another program gets the certificate',
    },
    apply: { type: 'boolean', description: 'set the CNAME by the account that serves the zone' },
    ...TERMS_FLAG,
  },
  fields: DELEGATION_FIELDS,
  exitCodes: { ...DELEGATION_EXIT_CODES, 5: 'with --apply: no account serves the zone' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const delegations = await delegationOperations(context);
    const domain = parseDomainName(arg('domain'));
    refuseContradictions(flags, CONTRADICTIONS);
    const said: Partial<DelegatedWish> = {
      ...(flags.wildcard ? { wildcard: true } : {}),
      ...(flags['drop-names'] ? { wildcard: false } : {}),
      ...(flags.ca.length === 0 ? {} : { cas: flags.ca }),
      ...(flags['cert-profile'] === undefined ? {} : { profile: flags['cert-profile'] }),
      ...(flags['key-type'] === undefined ? {} : { keyType: flags['key-type'] as KeyType, csr: null }),
      ...(flags.csr === undefined ? {} : { csr: await readCsr(context, flags.csr) }),
    };
    const wish = flags['no-issue'] ? null : await mergeWish(delegations, domain, said);
    const delegation = await withTerms(context, flags['agree-terms'], (agreesToTerms) =>
      delegations.delegate({ domain, wish, agreesToTerms, contact: flags.email }, certOptions(context)),
    );
    if (flags.apply) await setAlias(context, delegation);
    const isOpen = !flags.apply && delegation.state === 'pending_cname';
    const link = isOpen ? await delegations.connect(domain, certOptions(context)) : null;
    if (isOpen)
      context.notice(
        `set the record ${challengeNameOf(domain)} CNAME ${delegation.target}. and then run \`regctl certs verify ${domain}\``,
      );
    if (link !== null) context.notice(`or let ${link.host} set it: ${link.url}`);
    return { kind: 'object', value: delegationRow(delegation, link?.url), nameField: 'target' };
  },
});

/** What is said of a certificate, and the rest as it was said before; where nothing is said, another program may get it still. */
async function mergeWish(
  delegations: DelegationOperations,
  domain: DomainName,
  said: Partial<DelegatedWish>,
): Promise<DelegatedWish | null> {
  const before = await delegations.get(domain).catch((error: unknown) => {
    if (isRegctlError(error, 'NOT_FOUND')) return undefined;
    throw error;
  });
  if (before?.wish === null && Object.keys(said).length === 0) return null;
  return { ...USUAL, ...before?.wish, ...said };
}

/** Sets the CNAME in the zone, by whichever account serves it. */
async function setAlias(context: Context, { domain, target }: Delegation): Promise<void> {
  const { zones } = await context.controlPlane();
  const account = (await context.settings()).get('account');
  const listed = await zones.list(account === undefined ? {} : { account }, { signal: context.signal });
  const name = challengeNameOf(domain);
  const [zone] = listed
    .filter((one) => isWithin(name, one.name))
    .toSorted((a, b) => b.name.length - a.name.length);
  if (zone === undefined)
    throw new RegctlError('ZONE_NOT_FOUND', `the CNAME of ${domain} cannot be set from here`, {
      reason: `no account of the control plane serves a zone above ${name}`,
      hint: `set ${name} CNAME ${target} at its DNS host`,
    });
  const edit = {
    op: 'set',
    name: relativeName(name, zone.name),
    type: 'CNAME',
    rdata: [`${target}.`],
  } as const;
  await planAndApply(
    context,
    { zone: zone.name, account: zone.account, target: { kind: 'edit', edits: [edit] } },
    { dryRun: false, allowDeletes: undefined, confirm: true, reason: `certs delegate ${domain}` },
  );
}
