import type { contract } from '../control-plane/contract.ts';
import type { Operation } from '../control-plane/contract/operation.ts';
import type { HttpCallOptions } from '../control-plane/http-call-options.ts';
import type { ControlPlane, ProgressEvent } from '../control-plane/index.ts';

/** What a call is given besides its input: how it is stopped, how long it may wait, who listens. */
export type ServerCall = Omit<HttpCallOptions, 'onEvent'> & {
  readonly signal: AbortSignal;
  readonly onEvent?: (event: ProgressEvent) => void;
  /** Lets a call of the same caller end, by its Idempotency-Key. */
  readonly stop?: (key: string) => Promise<void>;
};

type Handler<Op> =
  Op extends Operation<infer I, infer O>
    ? (regctl: ControlPlane, input: I, call: ServerCall) => Promise<O>
    : never;

/** A call of the control plane for every operation of the contract. */
export type Handlers = {
  readonly [N in keyof typeof contract]: {
    readonly [V in keyof (typeof contract)[N]]: Handler<(typeof contract)[N][V]>;
  };
};
