import { SETTING_KEYS } from './config/settings.ts';
import { EVENT_TYPES } from '../core/events.ts';
import { GLOBAL_FLAGS, OUTPUT_FORMATS } from './global-flags.ts';
import { COMMON_EXIT_CODES, describeFlag, flagForm, table, type HelpStyle } from './help.ts';
import type { Flag } from './flag.ts';

/** Help topics by name. */
export const TOPICS: { readonly [topic: string]: (style: HelpStyle) => readonly string[] } = {
  'exit-codes': (style) => table(style, Object.entries(COMMON_EXIT_CODES)),
  flags: (style) =>
    table(
      style,
      Object.entries(GLOBAL_FLAGS).map(
        ([name, flag]: [string, Flag]) => [flagForm(name, flag), describeFlag(flag)] as const,
      ),
    ),
  events: (style) => table(style, Object.entries(EVENT_TYPES)),
  formatting: (style) => [
    `On a terminal commands print a table, into a pipe tab-separated lines without headers, nothing cut. -o chooses: ${OUTPUT_FORMATS.join(', ')}.`,
    '',
    ...table(style, [
      ['--json', 'every field as JSON; --json=name,type only those'],
      ['--jq EXPRESSION', 'a jq expression over that JSON'],
      ['--template TEMPLATE', 'that JSON through a template, as gh has them'],
      ['--fields, --sort, --filter', 'columns, order and rows of lists'],
      ['-o zone', 'records as a master file'],
    ]),
    '',
    'A template is text with {{.field}}, {{if}}, {{range}}, {{with}}, {{else}}, {{end}}, pipes, and the functions and, or, not, eq, ne, lt, le, gt, ge, len, index, join, pluck, truncate, upper, lower, json and printf:',
    '',
    `  regctl dns list example.org --template '{{range .}}{{printf "%-20s" .name}}{{join "," .data}}{{"\\n"}}{{end}}'`,
    '',
    'With --json a failure leaves stdout empty and puts one JSON object on stderr.',
    'With --annotate, or REGCTL_ANNOTATE=1, what failed, warnings and findings are annotations of GitHub Actions on stderr, in front of that object.',
  ],
  environment: (style) =>
    table(style, [
      ...Object.values(SETTING_KEYS).flatMap((about: { readonly env?: string; readonly does: string }) =>
        about.env === undefined ? [] : [[about.env, about.does] as const],
      ),
      ['REGCTL_CONFIG_DIR', 'folder of config.yaml; $XDG_CONFIG_HOME/regctl otherwise'],
      [
        'REGCTL_PASSPHRASE',
        'passphrase of the encrypted secrets file; REGCTL_PASSPHRASE_FILE names a file with it',
      ],
      ['XDG_STATE_HOME', 'where the store lies: accounts, snapshots, journal'],
      ['XDG_DATA_HOME, XDG_CACHE_HOME', 'zone files without another endpoint; names for completion'],
      ['REGCTL_DEBUG', 'the same as --debug, unless it is 0 or false'],
      ['REGCTL_ANNOTATE', 'the same as --annotate, unless it is 0 or false'],
      ['REGCTL_FORCE_TTY', 'print as on a terminal, of so many characters in a line where it is a number'],
      ['NO_COLOR, FORCE_COLOR, CLICOLOR', 'when to colour'],
      ['REGCTL_TOKEN', 'token for the control plane; REGCTL_TOKEN_FILE names a file with it'],
      ['REGCTL_NO_UPDATE_CHECK', 'never look for a newer release'],
      ['REGCTL_RELEASES', 'where `regctl update` finds releases'],
      [
        'CI, AI_AGENT',
        'never ask, page or look for a newer release; so do CLAUDECODE, CURSOR_AGENT, GEMINI_CLI and CODEX_SANDBOX',
      ],
      ['BROWSER', 'program that opens pages to sign in on'],
      ['DO_NOT_TRACK', 'changes nothing: regctl counts and sends nothing about its use'],
      ['VISUAL, EDITOR, PAGER, COLUMNS', 'as everywhere; PAGER=cat pages nothing'],
      ['HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY', 'proxy for providers, control planes and releases'],
      [
        'NODE_EXTRA_CA_CERTS',
        'file with further certificates to trust, beside those of the operating system',
      ],
    ]),
  safety: () => [
    'Every write goes: read, compare, guard, snapshot, write, read back, snapshot. Nothing but what was named is touched.',
    '',
    'A plan is refused (exit 7) that loses more than 10 records, removes or replaces more than 30 % of a zone of 10 or more, or takes away',
    'apex NS or SOA records, DS or DNSKEY records, or all mail of the zone. --yes never passes a guard; --allow-deletes N does, with at least',
    'the number that the refusal names. Other thresholds for a zone: regctl zones protect ZONE --max-deletes N --max-share PERCENT.',
    '',
    'Names protected by `zones protect`, and records that carry the marker of external-dns or octoDNS, are refused whatever the flags;',
    '`zones unprotect` and `owners claim` are the way.',
    '',
    'Every state before and after a write is kept: `zones history`, `zones restore`. An apply that dies is finished by running it again,',
    'or by its operation (`ops list`). A plan is carried out once: what was done and undone since is not written again by it.',
  ],
};

/** The text of a topic; undefined when there is none. */
export function helpTopic(name: string, style: HelpStyle): string | undefined {
  const lines = Object.hasOwn(TOPICS, name) ? TOPICS[name]?.(style) : undefined;
  return lines === undefined ? undefined : `${lines.join('\n')}\n`;
}
