import { RegctlError, type Json } from '../core/errors.ts';

/** Flag of commands that set what a provider keeps beside the records. */
export const EXTRA_FLAG = {
  extra: {
    type: 'list',
    value: 'KEY=VALUE',
    description:
      'what the provider keeps beside the records (proxied=true, comment=text); the others stay; `regctl help PROVIDER` names them',
  },
} as const;

/** Reads `proxied=true`, `comment=web server`, `tags=["a","b"]`: JSON where it is some, text otherwise. @throws RegctlError `USAGE` */
export function extrasOf(words: readonly string[]): { readonly extras?: { readonly [key: string]: Json } } {
  if (words.length === 0) return {};
  return {
    extras: Object.fromEntries(
      words.map((word): [string, Json] => {
        const at = word.indexOf('=');
        if (at > 0) return [word.slice(0, at), valueOf(word.slice(at + 1))];
        throw new RegctlError('USAGE', `--extra ${word}: that is no key with a value`, {
          reason: 'it takes a key, = and a value',
          hint: '--extra proxied=true',
        });
      }),
    ),
  };
}

function valueOf(text: string): Json {
  if (!/^(?:true|false|null|-?\d+|[[{"].*)$/s.test(text)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    // It only looked like JSON: a text that begins with a quote or a bracket.
    return text;
  }
}
