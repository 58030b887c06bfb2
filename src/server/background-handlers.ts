import type { TaskOperations, WebhookOperations } from '../control-plane/background.ts';
import type { ControlPlane } from '../control-plane/index.ts';
import { RegctlError } from '../core/errors.ts';
import type { Handlers } from './handler.ts';

/** Background work and webhooks. */
export const backgroundHandlers: Pick<Handlers, 'tasks' | 'webhooks'> = {
  tasks: {
    list: (regctl, filter) => tasks(regctl).list(filter),
    get: (regctl, { id }) => tasks(regctl).get(id),
    wait: (regctl, { id }, call) => tasks(regctl).wait(id, call),
    retry: (regctl, { id }) => tasks(regctl).retry(id),
    cancel: (regctl, { id }) => tasks(regctl).cancel(id),
  },
  webhooks: {
    list: (regctl) => webhooks(regctl).list(),
    get: (regctl, { id }) => webhooks(regctl).get(id),
    create: (regctl, input) => webhooks(regctl).create(input),
    update: (regctl, { id, ...change }) => webhooks(regctl).update(id, change),
    rotateSecret: (regctl, { id }) => webhooks(regctl).rotateSecret(id),
    delete: async (regctl, { id }) => {
      await webhooks(regctl).delete(id);
      return null;
    },
    test: (regctl, { id }) => webhooks(regctl).test(id),
    deliveries: (regctl, filter) => webhooks(regctl).deliveries(filter),
    replay: (regctl, { id, ...which }) => webhooks(regctl).replay(id, which),
  },
};

function tasks(regctl: ControlPlane): TaskOperations {
  return present(regctl.tasks);
}

function webhooks(regctl: ControlPlane): WebhookOperations {
  return present(regctl.webhooks);
}

function present<T>(part: T | undefined): T {
  if (part !== undefined) return part;
  throw new RegctlError('MODE_UNSUPPORTED', 'this server does nothing in the background', {
    reason: 'it was opened without a queue',
    hint: 'regctl server start',
  });
}
