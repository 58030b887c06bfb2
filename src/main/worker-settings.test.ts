import { expect, it } from 'vitest';
import { withoutEmptyTexts } from './worker-settings.ts';
import type { WorkerEnv } from './worker-env.ts';

it('a text that is empty is as good as not bound, and nothing else is touched', () => {
  const DB = { prepare: () => undefined };
  const env = { DB, PUBLIC_URL: 'https://regctl.test', MAIL_API_URL: '', MAIL_FROM: '', SIGN_IN: ' ' };
  expect(withoutEmptyTexts(env as unknown as WorkerEnv)).toEqual({
    DB,
    PUBLIC_URL: 'https://regctl.test',
    SIGN_IN: ' ',
  });
});
