import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Contacts } from '../../src/core/contact.ts';
import { RegctlError } from '../../src/core/errors.ts';
import type { OpenProvider } from '../../src/ports/dns-provider.ts';
import {
  REGISTRAR_ACTIONS,
  type Progress,
  type Purchase,
  type Quote,
  type Registrar,
  type RegistrarAction,
} from '../../src/ports/registrar.ts';

/** One registrar under test, with an account that holds `example.com`; `taken.com` is somebody else's. */
export interface RegistrarSubject {
  readonly provider: OpenProvider;
  readonly wrongSecret?: OpenProvider;
  /** Purchases that the server carried out so far. */
  purchases(): number;
  /** Lets the server do what the next purchase asks, and lose its answer. */
  loseNextPurchaseReply(): void;
  /** Moves time on at the server, for what takes its time. */
  advance?(): void;
  /** An auth code that the registrar accepts, and the name that it moves. */
  readonly transfer?: { readonly name: string; readonly authCode: string };
  dispose(): Promise<void>;
}

const PERSON = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  organization: null,
  email: 'ada@example.net',
  phone: '+81.312345678',
  fax: null,
  street: ['1-2-3 Example'],
  city: 'Shibuya-ku',
  state: 'Tokyo',
  postalCode: '150-0001',
  country: 'JP',
  extras: {},
} as const;
const CONTACTS: Contacts = { registrant: PERSON, admin: PERSON, tech: PERSON };
const NS: readonly string[] = ['ns1.example.net', 'ns2.example.net'];
const DS = '60485 13 2 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a';
const KEY =
  '257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==';

/** The members that stand for each action. */
const MEMBERS: { readonly [A in RegistrarAction]: keyof Registrar } = {
  list: 'list',
  get: 'get',
  search: 'search',
  check: 'check',
  price: 'prices',
  register: 'buy',
  renew: 'buy',
  'transfer-start': 'buy',
  'transfer-status': 'transferStatus',
  'transfer-approve': 'approveTransfer',
  'transfer-cancel': 'cancelTransfer',
  'auth-code': 'authCode',
  lock: 'setLock',
  autorenew: 'setAutoRenew',
  privacy: 'setPrivacy',
  'contacts-get': 'contacts',
  'contacts-set': 'setContacts',
  'contacts-verify': 'verifyContacts',
  'ns-get': 'get',
  'ns-set': 'setNameservers',
  'ns-reset': 'defaultNameservers',
  'dnssec-get': 'ds',
  'dnssec-set': 'setDs',
  'glue-get': 'glue',
  'glue-set': 'setGlue',
};

/** What every registrar promises (src/ports/registrar.ts), against a server with state. */
export function registrarContract(name: string, make: () => Promise<RegistrarSubject>): void {
  describe(`registrar: ${name}`, () => {
    let subject: RegistrarSubject;
    let registrar: Registrar;
    let serial = 0;

    beforeAll(async () => {
      subject = await make();
      if (subject.provider.registrar === undefined) throw new Error('the provider has no registrar part');
      registrar = subject.provider.registrar;
    });
    afterAll(() => subject.dispose());

    const can = (action: RegistrarAction): boolean =>
      registrar.capabilities.actions[action].support !== 'none';
    const purchase = (quote: Quote, more: Partial<Purchase> = {}): Purchase => ({
      quote,
      contacts: registrar.capabilities.contactsAtRegistration === 'account' ? null : CONTACTS,
      nameservers: [],
      privacy: true,
      autoRenew: false,
      idempotencyKey: `key-${String(serial++)}`,
      ...more,
    });
    const buy = (one: Purchase): Promise<Progress> => {
      if (registrar.buy === undefined) throw new Error('it sells nothing');
      return registrar.buy(one);
    };
    const quote = (action: Quote['action'], domain: string): Promise<Quote> => {
      if (registrar.quote === undefined) throw new Error('it quotes nothing');
      return registrar.quote({ action, name: domain, years: registrar.capabilities.years.min });
    };
    /** Waits for what takes its time, moving the server on. */
    const settle = async (progress: Progress): Promise<Progress> => {
      let present = progress;
      for (let i = 0; present.state === 'running' && i < 20; i++) {
        subject.advance?.();
        if (present.handle === null || registrar.follow === undefined) throw new Error('nothing to follow');
        present = await registrar.follow(present.handle);
      }
      return present;
    };

    it('has a member for each action that it says it can do, and none else', () => {
      expect(can('list') && can('get')).toBe(true);
      for (const action of REGISTRAR_ACTIONS) {
        const member = MEMBERS[action];
        if (can(action)) expect(registrar[member], action).toBeDefined();
        else if (!['get', 'list', 'buy'].includes(member)) expect(registrar[member], action).toBeUndefined();
        const { support, note } = registrar.capabilities.actions[action];
        if (support !== 'full') expect(note, `${action} must say why`).toBeDefined();
      }
    });

    it('lists what the account holds, and knows each', async () => {
      const found = await registrar.list();
      expect(found.map((one) => one.name)).toContain('example.com');
      const one = await registrar.get('example.com');
      expect(one).toMatchObject({
        name: 'example.com',
        expiresAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
      });
      expect(Date.parse(one.expiresAt ?? '')).toBeGreaterThan(Date.now());
    });

    it('says of a name that it does not hold that it does not', async () => {
      await expect(codeOf(registrar.get('not-ours.com'))).resolves.toBe('DOMAIN_NOT_FOUND');
    });

    it('knows what is free and what is taken', async () => {
      if (registrar.check === undefined) return expect(can('check')).toBe(false);
      const [free, taken] = await registrar.check(['quite-free-name.com', 'taken.com']);
      expect(free).toMatchObject({ name: 'quite-free-name.com', status: 'available' });
      expect(taken).toMatchObject({ name: 'taken.com', status: 'taken' });
    });

    it('has prices in whole minor units', async () => {
      if (registrar.prices === undefined) return expect(can('price')).toBe(false);
      const [com] = await registrar.prices(['com']);
      expect(com?.tld).toBe('com');
      expect(com?.registration?.currency).toBe(registrar.capabilities.currency);
      expect(Number.isSafeInteger(com?.registration?.minor)).toBe(true);
    });

    it('registers a name once, and then holds it', async () => {
      if (!can('register')) return;
      const before = subject.purchases();
      const asked = await quote('register', 'bought-name.com');
      expect(await settle(await buy(purchase(asked)))).toMatchObject({ state: 'done' });
      expect(subject.purchases()).toBe(before + 1);
      expect((await registrar.get('bought-name.com')).name).toBe('bought-name.com');
      expect(await registrar.findPurchase?.(asked)).toMatchObject({ state: 'done' });
    });

    it('refuses to buy at a price that is not that of today', async () => {
      if (!can('register')) return;
      const asked = await quote('register', 'dear-name.com');
      if (asked.total === null) return;
      const before = subject.purchases();
      const cheap = { ...asked, total: { ...asked.total, minor: asked.total.minor - 100 } };
      await expect(codeOf(buy(purchase(cheap)))).resolves.toBe('PRICE_CHANGED');
      expect(subject.purchases()).toBe(before);
    });

    it('refuses to quote a name that is taken', async () => {
      if (!can('register')) return;
      await expect(codeOf(quote('register', 'taken.com'))).resolves.toBe('DOMAIN_UNAVAILABLE');
    });

    it('finds a purchase whose answer was lost', async () => {
      if (!can('register')) return;
      const asked = await quote('register', 'lost-answer.com');
      expect(await registrar.findPurchase?.(asked)).toBeUndefined();
      const before = subject.purchases();
      subject.loseNextPurchaseReply();
      await expect(codeOf(buy(purchase(asked)))).resolves.toBe('NETWORK');
      expect(subject.purchases()).toBe(before + 1);
      const found = await registrar.findPurchase?.(asked);
      expect(found).toBeDefined();
      expect(await settle(found as Progress)).toMatchObject({ state: 'done' });
      expect(subject.purchases()).toBe(before + 1);
    });

    it('renews by the years asked', async () => {
      if (!can('renew')) return;
      const before = (await registrar.get('example.com')).expiresAt ?? '';
      const asked = await quote('renew', 'example.com');
      expect(asked.expiresAt).toBe(before);
      expect(await settle(await buy(purchase(asked)))).toMatchObject({ state: 'done' });
      const after = (await registrar.get('example.com')).expiresAt ?? '';
      expect(Number(after.slice(0, 4))).toBe(Number(before.slice(0, 4)) + asked.years);
      expect(await registrar.findPurchase?.(asked)).toMatchObject({ state: 'done' });
    });

    it('moves a name in', async () => {
      if (!can('transfer-start') || subject.transfer === undefined) return;
      const { name: domain, authCode } = subject.transfer;
      const started = await buy(purchase(await quote('transfer', domain), { authCode }));
      expect(['running', 'done']).toContain(started.state);
      if (registrar.transferStatus !== undefined)
        expect(['running', 'done']).toContain((await registrar.transferStatus(domain)).state);
    });

    it.each<[RegistrarAction, 'setLock' | 'setAutoRenew' | 'setPrivacy', 'locked' | 'autoRenew' | 'privacy']>(
      [
        ['lock', 'setLock', 'locked'],
        ['autorenew', 'setAutoRenew', 'autoRenew'],
        ['privacy', 'setPrivacy', 'privacy'],
      ],
    )('switches %s off and on, and twice is as once', async (action, setter, field) => {
      const set = registrar[setter]?.bind(registrar);
      if (set === undefined) return expect(can(action)).toBe(false);
      for (const wanted of [false, false, true, true]) {
        expect(await settle(await set('example.com', wanted))).toMatchObject({ state: 'done' });
        expect((await registrar.get('example.com'))[field]).toBe(wanted);
      }
    });

    it('sets the name servers, and knows its own', async () => {
      if (registrar.setNameservers === undefined) return expect(can('ns-set')).toBe(false);
      expect(await settle(await registrar.setNameservers('example.com', NS))).toMatchObject({
        state: 'done',
      });
      expect((await registrar.get('example.com')).nameservers).toEqual(NS);
      expect(await settle(await registrar.setNameservers('example.com', NS))).toMatchObject({
        state: 'done',
      });
      const own = await registrar.defaultNameservers?.('example.com');
      if (own !== undefined) {
        await settle(await registrar.setNameservers('example.com', own));
        expect((await registrar.get('example.com')).nameservers).toEqual(own);
      }
    });

    it('sets the DS records, and takes them away', async () => {
      if (registrar.setDs === undefined || registrar.ds === undefined)
        return expect(can('dnssec-set')).toBe(false);
      expect(await settle(await registrar.setDs('example.com', [DS], [KEY]))).toMatchObject({
        state: 'done',
      });
      const held = await registrar.ds('example.com');
      expect(held).toHaveLength(1);
      if (registrar.capabilities.dnssecForm === 'ds') expect(held).toEqual([DS]);
      expect(await settle(await registrar.setDs('example.com', [DS], [KEY]))).toMatchObject({
        state: 'done',
      });
      expect(await registrar.ds('example.com')).toEqual(held);
      expect(await settle(await registrar.setDs('example.com', [], []))).toMatchObject({ state: 'done' });
      expect(await registrar.ds('example.com')).toEqual([]);
    });

    it('sets and deletes glue', async () => {
      if (registrar.setGlue === undefined || registrar.glue === undefined)
        return expect(can('glue-set')).toBe(false);
      const host = { host: 'ns1.example.com', addresses: ['192.0.2.53'] };
      expect(await settle(await registrar.setGlue('example.com', host))).toMatchObject({ state: 'done' });
      expect(await registrar.glue('example.com')).toContainEqual(host);
      expect(await settle(await registrar.setGlue('example.com', { ...host, addresses: [] }))).toMatchObject({
        state: 'done',
      });
      expect((await registrar.glue('example.com')).map((one) => one.host)).not.toContain('ns1.example.com');
    });

    it('sets contacts and reads them back', async () => {
      if (registrar.setContacts === undefined || registrar.contacts === undefined)
        return expect(can('contacts-set')).toBe(false);
      expect(['done', 'action-required']).toContain(
        (await settle(await registrar.setContacts('example.com', CONTACTS))).state,
      );
      expect((await registrar.contacts('example.com')).registrant).toMatchObject({
        firstName: 'Ada',
        lastName: 'Lovelace',
        email: 'ada@example.net',
        country: 'JP',
      });
    });

    it('gives an auth code', async () => {
      if (registrar.authCode === undefined) return expect(can('auth-code')).toBe(false);
      expect((await registrar.authCode('example.com')).length).toBeGreaterThan(3);
    });

    it('says that its secret is wrong', async () => {
      if (subject.wrongSecret?.registrar === undefined) return;
      await expect(codeOf(subject.wrongSecret.registrar.list())).resolves.toBe('CREDENTIAL_REJECTED');
    });
  });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    return `no error but ${JSON.stringify(await work)}`;
  } catch (error) {
    if (error instanceof RegctlError) return error.code;
    throw error;
  }
}
