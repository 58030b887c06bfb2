import { describe, expect, it } from 'vitest';
import { RegctlError } from '../core/errors.ts';
import { createSink } from './io.ts';
import { printError } from './print-error.ts';

function printed(error: RegctlError, asked: { readonly verbose?: boolean } = {}): string[] {
  let text = '';
  const wish = { colour: 'never', environment: {} } as const;
  const sink = createSink((chunk) => (text += chunk), { isTty: false, columns: 80, wish });
  printError(error, sink, { json: false, debug: false, ...asked });
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

describe('a failure', () => {
  it.each([
    ['line ends', 'a\nb', 'Unexpected token, "x\n" is no JSON', 'try\r\nagain\n'],
    ['other ends of lines', 'a\u2028b', 'c\u0085d', 'e\u2029f'],
    ['what would paint the terminal', 'a\u001b[31mb', 'c\u0007d', 'e'],
  ])('is three lines, whatever is in it: %s', (_, message, reason, hint) => {
    const lines = printed(new RegctlError('INVALID_INPUT', message, { reason, hint }));
    expect(lines).toHaveLength(3);
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  });

  it('has its three lines also where nothing was said', () => {
    expect(printed(new RegctlError('INVALID_INPUT', 'it failed', { reason: '' }))).toEqual([
      '✗ it failed  [INVALID_INPUT]',
      '  a file or value given to the command is wrong',
      expect.stringMatching(/^ {2}→ \S/),
    ]);
  });

  it('names the request to who asked for more, and to nobody else', () => {
    const error = new RegctlError('PROVIDER_UNAVAILABLE', 'it failed', { requestId: 'req-\u001b[31m7' });
    expect(printed(error)).toHaveLength(3);
    expect(printed(error, { verbose: true })[3]).toBe('  request req- [31m7');
  });

  it('sends nobody looking for a fault who only said no', () => {
    const lines = printed(
      new RegctlError('INTERRUPTED', 'nothing was changed', { reason: 'the answer was no' }),
    );
    expect(lines[2]).not.toContain('--debug');
    expect(lines[2]).toContain('run it again');
  });
});
