import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { totpCode } from '../../src/core/totp.ts';
import { openChromium, type RealBrowser } from '../support/chromium.ts';
import { openProgram } from '../support/device-flow.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { hasProgram } from '../support/programs.ts';
import { PASSWORD } from '../support/sign-in.ts';

/** Where pictures of the pages go, for somebody to look at; none are taken without it. */
const PICTURES = process.env['REGCTL_TEST_PICTURES'];

describe.runIf(hasProgram('chromium', 'chromium'))('somebody at a real browser', { timeout: 60_000 }, () => {
  let server: TestServer;
  let browser: RealBrowser;
  beforeEach(async () => {
    server = await openTestServer({ socket: true });
    browser = await openChromium();
  });
  afterEach(async () => {
    await browser.close();
    await server.dispose();
  });
  const picture = async (name: string): Promise<void> => {
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await browser.page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  };
  const submit = (name: string): Promise<void> => browser.page.getByRole('button', { name }).click();
  const fill = (label: string, text: string): Promise<void> =>
    browser.page.getByLabel(label, { exact: true }).fill(text);
  const setUp = async (url = server.url): Promise<string> => {
    const { page } = browser;
    await page.goto(`${url}/setup`);
    await picture('setup');
    await fill('Setup token', server.setupToken);
    await fill('Password', PASSWORD);
    await submit('Set up');
    const text = await page.getByText('You are signed in as').innerText();
    await picture('home');
    return /\(([^)]+)\)/.exec(text)?.[1] ?? '';
  };
  const signIn = async (email: string): Promise<void> => {
    await fill('E-mail address', email);
    await fill('Password', PASSWORD);
    await submit('Sign in');
  };

  it('sets the server up, signs out and in, by mouse and by keyboard alone', async () => {
    const email = await setUp();
    const { page } = browser;
    await submit('Sign out');
    await picture('sign-in');
    await fill('E-mail address', email);
    await fill('Password', 'wrong');
    await submit('Sign in');
    expect(await page.getByRole('alert').innerText()).toBe('The address or the password is wrong.');
    await picture('sign-in-wrong');
    await page.getByLabel('E-mail address').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('You are signed in as').waitFor();
    expect(browser.complaints).toEqual([]);
  });

  it('lets a program in that shows a code', async () => {
    const email = await setUp();
    const { page } = browser;
    await submit('Sign out');
    const program = openProgram(server.url, fetch);
    const asked = await program.begin();
    await page.goto(String(asked['verification_uri_complete']));
    await signIn(email);
    await page.getByText('asks to act for you').waitFor();
    expect(await page.getByText(String(asked['user_code'])).isVisible()).toBe(true);
    await picture('device');
    await submit('Let it in');
    await page.getByText('is let in').waitFor();
    await picture('device-done');
    const tokens = await program.redeem(asked['device_code']);
    expect(await program.call(tokens['access_token'])).toBe(200);
    expect(browser.complaints).toEqual([]);
  });

  it('enrols an authenticator by what the page shows, and signs in with it', async () => {
    const email = await setUp();
    const { page } = browser;
    await page.getByRole('link', { name: 'How you sign in' }).click();
    await picture('security');
    await fill('Your password, once more', PASSWORD);
    await submit('Set it up');
    expect(await page.getByRole('img', { name: 'QR code' }).isVisible()).toBe(true);
    await picture('totp-enrol');
    const secret = fromBase32((await page.locator('ol code').innerText()).replaceAll(' ', ''));
    const step = Math.floor(Date.now() / 30_000);
    await fill('Code', totpCode(secret, step));
    await submit('Switch it on');
    const codes = await page.locator('.codes code').allInnerTexts();
    expect(codes).toHaveLength(10);
    await picture('recovery-codes');
    await page.getByRole('link', { name: 'I have kept them' }).click();
    await picture('security-on');
    await page.goto(server.url);
    await submit('Sign out');
    await signIn(email);
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    await picture('second-factor');
    await fill('Code', '000000');
    await submit('Sign in');
    await page.getByRole('alert').waitFor();
    // The next code is taken half a minute early, so nobody has to wait for it.
    await fill('Code', totpCode(secret, step + 1));
    await submit('Sign in');
    await page.getByText('You are signed in as').waitFor();
    await submit('Sign out');
    await signIn(email);
    await fill('Code', codes[0] ?? '');
    await submit('Sign in');
    await page.getByText('You are signed in as').waitFor();
    expect(browser.complaints).toEqual([]);
  });

  it('adds a passkey, signs in with nothing else, and removes it', async () => {
    // Browsers make passkeys for names alone.
    const url = server.url.replace('127.0.0.1', 'localhost');
    server.app.listensAt(url);
    const { page, context } = browser;
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const email = await setUp(url);
    await page.goto(`${url}/security`);
    await fill('Name of the passkey', 'This laptop');
    await submit('Add a passkey');
    await page.getByText('This laptop, since').waitFor();
    await picture('passkeys');
    const signInByPasskey = async (): Promise<void> => {
      await page.goto(url);
      await submit('Sign out');
      await picture('sign-in-passkey');
      await page.getByRole('link', { name: 'Sign in with a passkey' }).click();
    };
    await signInByPasskey();
    expect(await page.getByText('You are signed in as').innerText()).toContain(email);
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
    expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }]);
    // Somebody has the device and is not who it knows.
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await signInByPasskey();
    await page.getByText('Nothing was done').waitFor();
    await picture('passkey-refused');
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await submit('Use a passkey');
    await page.getByText('You are signed in as').waitFor();
    await page.goto(`${url}/security`);
    await submit('Remove This laptop');
    await page.getByText('This laptop, since').waitFor({ state: 'detached' });
    await signInByPasskey();
    await page.getByText('This passkey is not taken').waitFor();
    expect(browser.complaints).toEqual([]);
  });

  it('reads the pages on a phone and in the dark, with nothing beyond the edge', async () => {
    await browser.close();
    browser = await openChromium({ dark: true, width: 320 });
    await setUp();
    for (const path of ['/', '/security', '/device']) {
      await browser.page.goto(`${server.url}${path}`);
      await picture(path === '/' ? 'phone-home' : `phone-${path.slice(1)}`);
      expect(
        await browser.page.evaluate<number>('document.documentElement.scrollWidth'),
        path,
      ).toBeLessThanOrEqual(320);
    }
    await browser.page.goto(`${server.url}/security`);
    await fill('Your password, once more', PASSWORD);
    await submit('Set it up');
    await picture('phone-totp');
    expect(await browser.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      320,
    );
    expect(browser.complaints).toEqual([]);
  });
});

function fromBase32(text: string): Uint8Array {
  const bits = Array.from(text, (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('');
  return Uint8Array.from({ length: Math.floor(bits.length / 8) }, (_, at) =>
    Number.parseInt(bits.slice(8 * at, 8 * at + 8), 2),
  );
}
