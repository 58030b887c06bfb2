import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSink, type Io } from './io.ts';
import { createProgressLine } from './progress-line.ts';

const EMPTIED = '\r\u001b[2K';

let written: string[];
beforeEach(() => {
  vi.useFakeTimers();
  written = [];
});
afterEach(() => vi.useRealTimers());

function ioOf(about: { readonly isTty?: boolean; readonly TERM?: string; readonly columns?: number }): Io {
  const { isTty = true, TERM = 'xterm', columns = 80 } = about;
  const wish = { colour: 'never', environment: { TERM } } as const;
  const sink = createSink((text) => void written.push(text), { isTty, columns, wish });
  return { stdout: sink, stderr: sink, stdin: { isTty: false, text: () => Promise.resolve('') } };
}

describe('a line of progress', () => {
  it('says nothing of what ends soon', () => {
    const line = createProgressLine({ io: ioOf({}), json: false, flags: {} });
    line.show('1 of 2');
    vi.advanceTimersByTime(200);
    line.end();
    vi.advanceTimersByTime(1_000);
    expect(written).toEqual([]);
  });

  it('shows what a burst came to, gives way to other lines, and is gone in the end', () => {
    const io = ioOf({ columns: 10 });
    const line = createProgressLine({ io, json: false, flags: {} });
    for (const text of ['1 of 300', '2 of 300']) line.show(text);
    vi.advanceTimersByTime(300);
    for (const text of ['3 of 300', '201 of 300 changes']) line.show(text);
    vi.advanceTimersByTime(100);
    io.stderr.write('! a warning\n');
    io.stderr.write('! another\n');
    line.show('250');
    vi.advanceTimersByTime(100);
    line.end();
    expect(written).toEqual([
      `${EMPTIED}2 of 300`,
      `${EMPTIED}201 of 30`,
      `${EMPTIED}! a warning\n`,
      '! another\n',
      `${EMPTIED}250`,
      EMPTIED,
    ]);
  });

  it.each([
    ['where nobody looks', { isTty: false }, false, {}],
    ['on a terminal that cannot go back', { TERM: 'dumb' }, false, {}],
    ['with JSON', {}, true, {}],
    ['with --quiet', {}, false, { quiet: true }],
  ] as const)('is not shown %s', (_, about, json, flags) => {
    const line = createProgressLine({ io: ioOf(about), json, flags });
    line.show('1 of 2');
    vi.advanceTimersByTime(1_000);
    line.end();
    expect(written).toEqual([]);
  });
});
