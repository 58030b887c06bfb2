import type { ProgressEvent } from './index.ts';

/** All that any call may be given besides its input. */
export interface HttpCallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  onEvent?(event: ProgressEvent): void;
  readonly onFailure?: (account: string, error: unknown) => void;
  readonly onOpen?: (url: string) => Promise<void>;
}
