import { describe, expect, it } from 'vitest';
import { isRegctlError, type Json } from '../../core/errors.ts';
import { plainLine } from '../../core/plain-text.ts';
import { runTemplate } from './template.ts';

const ROWS: Json = [
  { name: 'www', type: 'A', ttl: 300, data: ['192.0.2.1', '192.0.2.2'], extra: null },
  { name: '@', type: 'MX', ttl: 3600, data: ['10 mail.'], extra: { proxied: true } },
];
const run = (template: string, value: Json = ROWS): string => runTemplate(template, value, (text) => text);

describe('a template', () => {
  it.each([
    ['no tag at all', 'no tag at all'],
    ['{{range .}}{{.name}}{{"\\n"}}{{end}}', 'www\n@\n'],
    ['{{range .}}{{.name}} {{.gone}}{{.extra.proxied}};{{end}}', 'www ;@ true;'],
    [
      '{{range .}}{{if eq .type "A" "AAAA"}}address{{else if gt .ttl 300}}long{{else}}short{{end}},{{end}}',
      'address,long,',
    ],
    ['{{range .}}{{with .extra}}{{.proxied}}{{else}}none{{end}} {{end}}', 'none true '],
    [
      '{{range .}}{{join "/" .data | printf "%-22s|"}}{{end}}',
      '192.0.2.1/192.0.2.2   |10 mail.              |',
    ],
    [
      '{{len .}} {{(index . 0).name}} {{(index . 1).extra.proxied}} {{index . 0 "data" 1}}',
      '2 www true 192.0.2.2',
    ],
    ['{{range .}}{{len $}}{{$.gone}}{{end}}', '22'],
    ['{{pluck "name" . | join ","}} {{range .}}{{not .extra}} {{end}}', 'www,@ true false '],
    ['a {{- "b" -}} c {{/* }} " */}}d', 'abc d'],
    ['{{"tab\\t\\"}}\\""}}{{`raw\\n`}}', 'tab\t"}}"raw\\n'],
    ['{{range .gone}}x{{else}}nothing{{end}}', 'nothing'],
    ['{{(index . 0).data}} {{json (index . 1).extra}}', '["192.0.2.1","192.0.2.2"] {"proxied":true}'],
    ['{{range .}}{{.name | upper | truncate 2}} {{end}}', 'W… @ '],
    ['{{if and (eq 1 1) (or false nil)}}x{{end}}{{if ne "a" "b"}}y{{end}}', 'y'],
  ])('%s gives %j', (template, expected) => {
    expect(run(template)).toBe(expected);
  });

  it.each([
    ['{{range .}}', 'it has no {{end}}'],
    ['{{if .a}}x{{else}}y', 'it has no {{end}}'],
    ['{{end}}', 'nothing was begun that it ends'],
    ['{{name}}', 'there is no function name'],
    ['{{constructor .}}', 'there is no function constructor'],
    ['{{.a .b}}', 'one value is expected'],
    ['{{(.a}}', 'a bracket is not closed'],
    ['{{.a', 'it has no end'],
    ['{{}}', 'one value is expected'],
    ['{{range $i := .}}{{end}}', 'a value is expected'],
  ])('%s is refused with the tag', (template, reason) => {
    let refused: unknown;
    try {
      run(template);
    } catch (error) {
      refused = error;
    }
    if (!isRegctlError(refused, 'USAGE')) throw new Error(`expected a refusal, got ${String(refused)}`);
    expect(refused.reason).toContain(reason);
    expect(refused.message).toContain('{{');
  });

  it('finds nothing that the data do not hold themselves', () => {
    expect(run('{{.constructor.name}}{{.__proto__}}{{index . "toString"}}', { a: 1 })).toBe('');
  });

  it('lets what comes from the data paint nothing, and what the template says be', () => {
    expect(runTemplate('{{"\\u001b[1m"}}{{.name}}', { name: 'a\u001b[31mb' }, plainLine)).toBe(
      '\u001b[1ma [31mb',
    );
    expect(runTemplate('{{printf "%s\\n" .name}}', { name: 'a\nb' }, plainLine)).toBe('a b\n');
    expect(runTemplate('{{json .}}', { 'k\u009b': 'v\u009b' }, plainLine)).toBe('{"k ":"v "}');
  });
});
