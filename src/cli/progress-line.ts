import type { Context } from './context.ts';

/** Milliseconds: work that ends sooner shows nothing, and between two looks of the line. */
const FIRST_MS = 300;
const NEXT_MS = 100;

/** Says on a terminal how far something has come. */
export interface ProgressLine {
  /** @param text - empty where nothing is left to wait for */
  show(text: string): void;
  /** Takes the line away, and shows no other. */
  end(): void;
}

/** Makes a line that only a person sees: neither with `--quiet` nor with JSON. What comes in a burst is shown once, with what it came to. */
export function createProgressLine({
  io,
  json,
  flags,
}: Pick<Context, 'io' | 'json' | 'flags'>): ProgressLine {
  const isSeen = io.stderr.isTty && !json && flags.quiet !== true;
  let latest = '';
  let pauseMs = FIRST_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    timer = undefined;
    pauseMs = NEXT_MS;
    io.stderr.status(latest);
  };
  return {
    show: (text) => {
      latest = text;
      if (isSeen) timer ??= setTimeout(write, pauseMs);
    },
    end: () => {
      clearTimeout(timer);
      io.stderr.status('');
    },
  };
}
