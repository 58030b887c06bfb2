import type { BackgroundPart } from './background.ts';
import { contract } from './contract.ts';
import type { Call } from './http-call.ts';

/** Background work and webhooks, over HTTP. */
export function hostedBackground(call: Call): Required<BackgroundPart> {
  const { tasks, webhooks } = contract;
  return {
    tasks: {
      list: (filter) => call(tasks.list, filter),
      get: (id) => call(tasks.get, { id }),
      wait: (id, options) => call(tasks.wait, { id }, options),
      retry: (id) => call(tasks.retry, { id }),
      cancel: (id) => call(tasks.cancel, { id }),
    },
    webhooks: {
      list: () => call(webhooks.list, {}),
      get: (id) => call(webhooks.get, { id }),
      create: (input) => call(webhooks.create, input),
      update: (id, change) => call(webhooks.update, { ...change, id }),
      rotateSecret: (id) => call(webhooks.rotateSecret, { id }),
      delete: async (id) => void (await call(webhooks.delete, { id })),
      test: (id) => call(webhooks.test, { id }),
      deliveries: (filter) => call(webhooks.deliveries, filter),
      replay: (id, which) => call(webhooks.replay, { ...which, id }),
    },
  };
}
