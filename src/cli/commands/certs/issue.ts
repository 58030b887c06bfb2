import { CHALLENGE_KINDS, type ChallengeKind } from '../../../core/challenge-kind.ts';
import type { DeliveryTarget } from '../../../core/delivery.ts';
import { KEY_TYPES, type KeyType } from '../../../core/certificate.ts';
import type { CertificateWish, DeliveryReport } from '../../../control-plane/certs.ts';
import {
  CA_EXIT_CODES,
  certOptions,
  identifiersOf,
  refuseContradictions,
  TERMS_FLAG,
  withTerms,
  type Contradiction,
} from '../../cert-words.ts';
import { certificateRow, OUTCOME_FIELDS } from '../../cert-view.ts';
import { checkPlaces, deliveryOperations, parseShortTarget } from '../../delivery-input.ts';
import { DELIVERY_EXIT_CODES, isIncomplete, reportRow } from '../../delivery-view.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readCsr } from '../../csr.ts';

const CONTRADICTIONS: readonly Contradiction[] = [
  ['csr', 'key-type', 'the key of a request is made already'],
  ['cert-profile', 'prefer-cert-profile', 'either no other profile will do, or another will'],
];

export const command: AnyCommand = defineCommand({
  summary: 'Issue a certificate by ACME, with the proof written into the zone',
  description:
    'The record is written by the account that serves the zone, an alias is followed where an account serves what it leads to, every name server must answer with it before the CA is asked, and it is taken away afterwards. A certificate that is there for the same names and in force is kept; an order that was left is gone on with.',
  examples: [
    { command: "regctl certs issue example.org '*.example.org'", does: "by Let's Encrypt" },
    {
      command: 'regctl certs issue www.example.org --ca letsencrypt --ca zerossl',
      does: 'by the second CA where the first cannot',
    },
    {
      command: 'regctl certs issue example.org --deliver files=/etc/regctl --deliver hook=/etc/regctl/reload',
      does: 'put where a server reads it, now and after each renewal',
    },
    {
      command: 'regctl certs issue mail.example.org --csr mail.csr',
      does: 'for a key that stays where it is',
    },
  ],
  args: [
    {
      name: 'names',
      description: 'names and addresses; *.NAME for a wildcard',
      variadic: true,
      completes: 'domain',
    },
  ],
  flags: {
    ca: { type: 'list', value: 'CA', description: 'name or directory URL; given again, the next to try' },
    name: { type: 'string', value: 'NAME', description: 'what to call it; the first name when omitted' },
    'cert-profile': {
      type: 'string',
      value: 'NAME',
      description: 'profile of the CA, such as shortlived; no other will do',
    },
    'prefer-cert-profile': { type: 'string', value: 'NAME', description: 'the same, and another will do' },
    'key-type': {
      type: 'string',
      value: 'TYPE',
      choices: KEY_TYPES,
      description: 'kind of key; ec256 when omitted',
    },
    challenge: {
      type: 'string',
      value: 'KIND',
      choices: CHALLENGE_KINDS,
      description: 'how names are proven; dns-01 when omitted. dns-persist-01 leaves its record there',
    },
    'reuse-key': { type: 'boolean', description: 'keep the key at renewals' },
    'preferred-chain': {
      type: 'string',
      value: 'CN',
      description: 'chain whose last certificate this issuer signed',
    },
    'renew-before': {
      type: 'duration',
      value: 'TIME',
      description: 'renew so long before its end, whatever the CA says: 240h',
    },
    csr: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      description: 'certificate signing request made elsewhere; - is stdin',
    },
    email: {
      type: 'list',
      value: 'ADDRESS',
      description: 'where the CA may write, if an account must be opened',
    },
    deliver: {
      type: 'list',
      value: 'KIND=WHERE',
      description: 'put it there now and after each renewal: files=DIR, nginx=FILE, hook=PROGRAM',
    },
    force: { type: 'boolean', description: 'issue anew what is there and in force' },
    'drop-names': { type: 'boolean', description: 'leave out names of the certificate that is in use' },
    ...TERMS_FLAG,
  },
  fields: OUTCOME_FIELDS,
  exitCodes: { ...CA_EXIT_CODES, ...DELIVERY_EXIT_CODES },
  writes: true,
  run: async (context, { rest, flags }) => {
    const identifiers = identifiersOf(rest, flags.ca);
    refuseContradictions(flags, CONTRADICTIONS);
    const account = (await context.settings()).get('account');
    const profile = flags['cert-profile'] ?? flags['prefer-cert-profile'];
    const wish: Partial<Omit<CertificateWish, 'identifiers'>> = {
      ...(flags.ca.length === 0 ? {} : { cas: flags.ca }),
      ...(profile === undefined ? {} : { profile, profileRequired: flags['cert-profile'] !== undefined }),
      // Who names a kind of key wants one made, and no more the key of an earlier request.
      ...(flags['key-type'] === undefined ? {} : { keyType: flags['key-type'] as KeyType, csr: null }),
      ...(flags.challenge === undefined ? {} : { challenge: flags.challenge as ChallengeKind }),
      ...(flags['reuse-key'] ? { reuseKey: true } : {}),
      ...(flags['preferred-chain'] === undefined ? {} : { preferredChain: flags['preferred-chain'] }),
      ...(flags['renew-before'] === undefined ? {} : { renewBeforeMs: flags['renew-before'] }),
      ...(flags.csr === undefined ? {} : { csr: await readCsr(context, flags.csr) }),
      ...(account === undefined ? {} : { dnsAccount: account }),
    };
    const { certs } = await context.controlPlane();
    // Known before anything is ordered: a server delivers nothing, and a place is a kind and where.
    const name = flags.name ?? identifiers[0]?.value.replace(/^\*\./, '') ?? '';
    const targets = flags.deliver.map((word) => parseShortTarget(context, name, word));
    await checkPlaces(context, name, targets, flags.csr !== undefined);
    const { certificate, outcome, deliveries } = await withTerms(
      context,
      flags['agree-terms'],
      (agreesToTerms) =>
        certs.issue(
          {
            identifiers,
            wish,
            agreesToTerms,
            force: flags.force,
            dropsNames: flags['drop-names'],
            contact: flags.email,
            ...(flags.name === undefined ? {} : { name: flags.name }),
          },
          certOptions(context),
        ),
    );
    const advice =
      flags.deliver.length > 0 ? '' : `; get it with \`regctl certs download ${certificate.name}\``;
    context.notice(
      outcome === 'kept'
        ? `${certificate.name} is in force until ${certificate.issued?.notAfter ?? ''}; nothing was issued`
        : `${certificate.name} issued until ${certificate.issued?.notAfter ?? ''}${advice}`,
    );
    const added = await addDeliveries(context, certificate.name, targets);
    const delivered = [...(deliveries ?? []), ...added];
    const value = {
      outcome,
      reason: null,
      error: null,
      delivered: delivered.map(reportRow),
      ...certificateRow(certificate, context.now()),
    };
    const exitCode = isIncomplete(delivered) ? 9 : 0;
    return { kind: 'object', value, text: () => '', nameField: 'name', exitCode };
  },
});

/** Puts it to places that are new, each as soon as it is known. */
async function addDeliveries(
  context: Context,
  name: string,
  targets: readonly DeliveryTarget[],
): Promise<readonly DeliveryReport[]> {
  if (targets.length === 0) return [];
  const deliveries = await deliveryOperations(context);
  const reports: DeliveryReport[] = [];
  for (const target of targets)
    reports.push(...(await deliveries.add(name, target, certOptions(context))).reports);
  return reports;
}
