import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

/** A real browser with a profile of its own. */
export interface RealBrowser {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser refused, or wrote to its console. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens Debian's Chromium, which is told to ask nobody else for anything. */
export async function openChromium(
  options: { readonly dark?: boolean; readonly width?: number } = {},
): Promise<RealBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'regctl-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    colorScheme: options.dark === true ? 'dark' : 'light',
    viewport: { width: options.width ?? 1000, height: 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on('console', (message) => {
    // That an answer has the status of a failure is no complaint about the page.
    if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!['127.0.0.1', 'localhost'].includes(new URL(request.url()).hostname))
      complaints.push(`asked ${request.url()}`);
  });
  return {
    page,
    context,
    complaints,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
