import { canonicalJson, digestText } from '../core/canonical-json.ts';
import { toJson } from '../core/json.ts';
import { formatMoney } from '../core/money.ts';
import type { Principal } from '../ports/authenticator.ts';
import { withApproval, type ApprovalSubject } from '../services/approvals/require.ts';
import type { ApprovalDeps } from '../services/approvals/decide.ts';
import type { BuyInput, DomainSetting } from './domains.ts';
import type { ControlPlane } from './index.ts';

/** A control plane in which plans and purchases wait for a second person where a rule of the organization says so. */
export function withApprovals(regctl: ControlPlane, deps: ApprovalDeps, principal: Principal): ControlPlane {
  const { plans, zones, domains } = regctl;
  const pass = <T>(subject: ApprovalSubject, work: () => Promise<T>): Promise<T> =>
    withApproval(deps, principal, subject, work);
  const domainPlan = (
    ref: { name: string; account?: string },
    what: string,
    input: object,
  ): ApprovalSubject => ({
    kind: 'plan',
    ...(ref.account === undefined ? {} : { account: ref.account }),
    zone: ref.name,
    subject: `${what} of ${ref.name}`,
    content: toJson(input),
  });
  return {
    ...regctl,
    plans: {
      ...plans,
      apply: (request, options) => {
        const { plan, allowDeletes = null } = request;
        // The same changes to the same state, planned again, are the same plan to whoever reviewed them.
        const { id: _id, createdAt: _createdAt, ...essence } = plan;
        if (plan.changes.length === 0) return plans.apply(request, options);
        const subject: ApprovalSubject = {
          kind: 'plan',
          account: plan.account,
          zone: plan.zone,
          subject: plan.id,
          content: toJson({ plan, allowDeletes }),
          essence: toJson({ plan: essence, allowDeletes }),
          check: () => plans.check(request, options),
        };
        return pass(subject, () => plans.apply(request, options));
      },
    },
    zones: {
      ...zones,
      delete: async (ref, input, options) => {
        const { account } = await zones.get(ref, options);
        const subject: ApprovalSubject = {
          kind: 'plan',
          account,
          zone: ref.zone,
          subject: `the deletion of zone ${ref.zone}`,
          content: { delete: ref.zone, confirm: input.confirm },
        };
        return pass(subject, () => zones.delete({ ...ref, account }, input, options));
      },
    },
    domains: replaced(domains, {
      buy: (input, options) => pass(purchase(input), () => domains.buy(input, options)),
      change: (ref, setting, options) =>
        pass(domainPlan(ref, `a change (${setting.action})`, withoutContacts(setting)), () =>
          domains.change(ref, setting, options),
        ),
      authCode: (ref, options) =>
        pass(domainPlan(ref, 'the auth code', { authCode: true }), () => domains.authCode(ref, options)),
      setNameservers: (ref, input, options) =>
        input.dryRun === true
          ? domains.setNameservers(ref, input, options)
          : pass(domainPlan(ref, 'a delegation', input), () => domains.setNameservers(ref, input, options)),
      setDnssec: (ref, wish, options) =>
        pass(domainPlan(ref, `DNSSEC ${wish}`, { wish }), () => domains.setDnssec(ref, wish, options)),
      move: (input, options) => {
        const subject: ApprovalSubject = {
          kind: 'plan',
          account: input.from,
          zone: input.zone,
          subject: `the move of ${input.zone}`,
          content: toJson(input),
        };
        return pass(subject, () => domains.move(input, options));
      },
    }),
  };
}

/** What is bought for how much at most: approved for any key and quote that keep to it. */
function purchase({ quote, maxPrice, nameservers }: BuyInput): ApprovalSubject {
  const { action, name, years, account } = quote;
  const most = maxPrice ?? quote.total;
  const price = most === null ? '' : ` for at most ${formatMoney(most)}`;
  return {
    kind: 'purchase',
    account,
    zone: name,
    subject: `${action} ${name}${price}`,
    content: toJson({ action, name, years, most, nameservers }),
  };
}

/** The same with some members replaced; the others are looked up when they are called. */
function replaced<T extends object>(object: T, members: Partial<T>): T {
  return Object.assign(Object.create(object) as T, members);
}

/** Who they are is nobody's business but the registrar's; that they are the same is told by their digest. */
function withoutContacts(setting: DomainSetting): object {
  if (setting.action !== 'contacts-set') return setting;
  return { action: setting.action, contacts: digestText(canonicalJson(setting.contacts)) };
}
