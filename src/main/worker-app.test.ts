import { expect, it } from 'vitest';
import { answerRequest, type WorkerAppOptions } from './worker-app.ts';

const ORIGIN = 'https://regctl.test';

it.each([
  ['GET', '/v1/zones', 'first-unconstrained'],
  ['POST', '/v1/zones', 'first-primary'],
  ['GET', '/connect/callback?code=c&state=s', 'first-primary'],
  ['GET', '/sign-in/with/github/callback?code=c&state=s', 'first-primary'],
])(
  '%s %s is answered from %s: whoever was let out a moment ago writes nothing',
  async (method, path, from) => {
    const seen: string[] = [];
    const withSession = (constraint: string): never => {
      seen.push(constraint);
      throw new Error('seen');
    };
    const options = { env: { DB: { withSession } } } as unknown as WorkerAppOptions;
    await expect(answerRequest(options, new Request(`${ORIGIN}${path}`, { method }))).rejects.toThrow('seen');
    expect(seen).toEqual([from]);
  },
);
