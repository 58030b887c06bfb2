import { RegctlError, type Json } from '../../core/errors.ts';
import { callFunction, FUNCTIONS, isTrue, member, textOf } from './template-functions.ts';

/** What a template does: text, a value, or a part that is taken for a value, for each of many, or not. */
type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: Expression }
  | {
      readonly kind: 'if' | 'range' | 'with';
      readonly value: Expression;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    };

type Expression =
  | { readonly kind: 'literal'; readonly value: Json }
  /** `.a.b` of the present value, `$.a.b` of the whole. */
  | { readonly kind: 'path'; readonly ofRoot: boolean; readonly names: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly input: readonly Expression[] };

interface Tag {
  readonly words: readonly string[];
  readonly source: string;
}

/** Text between tags, and tags. `{{-` and `-}}` take away the blanks beside them, `{{/*` begins a comment. */
const TAG =
  /(\s*\{\{-\s+|\{\{)(\/\*[\s\S]*?\*\/|(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`}]|\}(?!\}))*?)(\s+-\}\}\s*|\}\})/;
const WORD = /"(?:[^"\\]|\\.)*"|`[^`]*`|\)(?:\.[A-Za-z_][\w-]*)*|[(|]|[^\s()|"`]+/g;

/**
 * Prints JSON through a template: the part of Go's text/template that gh's users write. Values, `if`, `range`, `with`, `else`, `end`, pipes and a few functions.
 *
 * @param shown - what becomes of text that comes from the data
 * @throws RegctlError `USAGE` with the tag that is not right
 */
export function runTemplate(template: string, root: Json, shown: (text: string) => string): string {
  const reader = new Reader(split(template));
  const nodes = reader.nodes();
  reader.refuseRest();
  // Not what the functions give: the line end of a `printf` is the template's own.
  const data = shownIn(root, shown);
  return print(nodes, data, data);
}

/** The same data with every text in it as it is to be shown, names of fields too. */
function shownIn(value: Json, shown: (text: string) => string): Json {
  if (typeof value === 'string') return shown(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => shownIn(one, shown));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [shown(key), shownIn(one, shown)]));
}

function split(template: string): readonly (string | Tag)[] {
  const parts: (string | Tag)[] = [];
  let rest = template;
  for (let found = TAG.exec(rest); found !== null; found = TAG.exec(rest)) {
    const source = (found[2] ?? '').trim();
    parts.push(rest.slice(0, found.index));
    if (!source.startsWith('/*')) parts.push({ words: source.match(WORD) ?? [], source });
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest.includes('{{'))
    throw wrong(rest.slice(rest.indexOf('{{'), rest.indexOf('{{') + 40), 'it has no end');
  return [...parts, rest];
}

/** Reads parts into nodes, and the words of a tag into an expression. */
class Reader {
  readonly #parts: readonly (string | Tag)[];
  #at = 0;

  constructor(parts: readonly (string | Tag)[]) {
    this.#parts = parts;
  }

  /** Up to the `else` or `end` of the part that this is the inside of, or to the end. */
  nodes(): Node[] {
    const nodes: Node[] = [];
    for (; this.#at < this.#parts.length; this.#at++) {
      const part = this.#parts[this.#at];
      if (typeof part === 'string') nodes.push({ kind: 'text', text: part });
      else if (part !== undefined) {
        const [first] = part.words;
        if (first === 'end' || first === 'else') return nodes;
        nodes.push(
          first === 'if' || first === 'range' || first === 'with' ? this.#block(part, first) : valueOf(part),
        );
      }
    }
    return nodes;
  }

  refuseRest(): void {
    const part = this.#parts[this.#at];
    if (part !== undefined && typeof part !== 'string')
      throw wrong(part.source, 'nothing was begun that it ends');
  }

  /** Ends at its `end`, which stands for that of an `else if` in it too. */
  #block(tag: Tag, kind: 'if' | 'range' | 'with'): Node {
    const value = expressionOf(tag.words.slice(1), tag.source);
    this.#at += 1;
    const body = this.nodes();
    const end = this.#parts[this.#at];
    if (end === undefined || typeof end === 'string') throw wrong(tag.source, 'it has no {{end}}');
    if (end.words[0] === 'end') return { kind, value, body, otherwise: [] };
    const [, next] = end.words;
    if (next === 'if' || next === 'with')
      return { kind, value, body, otherwise: [this.#block({ ...end, words: end.words.slice(1) }, next)] };
    this.#at += 1;
    const otherwise = this.nodes();
    const last = this.#parts[this.#at];
    if (last === undefined || typeof last === 'string' || last.words[0] !== 'end')
      throw wrong(tag.source, 'it has no {{end}}');
    return { kind, value, body, otherwise };
  }
}

function valueOf({ words, source }: Tag): Node {
  return { kind: 'value', value: expressionOf(words, source) };
}

/** `a b | c d` is `c d (a b)`: what stands before a pipe is the last input of what stands behind it. */
function expressionOf(words: readonly string[], source: string): Expression {
  let at = 0;
  const operand = (): Expression => {
    const word = words[at++] ?? '';
    if (word !== '(') return simple(word, source);
    const inner = pipeline();
    // `(index . 0).name`
    const [close, ...names] = (words[at++] ?? '').split('.');
    if (close !== ')') throw wrong(source, 'a bracket is not closed');
    return names.reduce<Expression>(
      (of, name) => ({ kind: 'call', name: 'index', input: [of, { kind: 'literal', value: name }] }),
      inner,
    );
  };
  const command = (piped: Expression | undefined): Expression => {
    const name = words[at] ?? '';
    const isCall = Object.hasOwn(FUNCTIONS, name);
    if (isCall) at += 1;
    const input: Expression[] = [];
    while (at < words.length && words[at] !== '|' && words[at]?.startsWith(')') !== true)
      input.push(operand());
    if (piped !== undefined) input.push(piped);
    if (isCall) return { kind: 'call', name, input };
    const [only, more] = input;
    if (only === undefined || more !== undefined)
      throw wrong(source, /^[A-Za-z]/.test(name) ? `there is no function ${name}` : 'one value is expected');
    return only;
  };
  const pipeline = (): Expression => {
    let value = command(undefined);
    while (words[at] === '|') {
      at += 1;
      value = command(value);
    }
    return value;
  };
  const whole = pipeline();
  if (at < words.length) throw wrong(source, `${words[at] ?? ''} is not expected`);
  return whole;
}

function simple(word: string, source: string): Expression {
  if (word.startsWith('`')) return { kind: 'literal', value: word.slice(1, -1) };
  if (word.startsWith('"') || /^-?[0-9]+(?:\.[0-9]+)?$/.test(word)) {
    try {
      return { kind: 'literal', value: JSON.parse(word) as Json };
    } catch {
      throw wrong(source, `${word} is no text`);
    }
  }
  if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' };
  if (word === 'nil') return { kind: 'literal', value: null };
  const path = /^(\$?)((?:\.[A-Za-z_][\w-]*)*)\.?$/.exec(word);
  if (path === null || word === '') {
    const isName = /^[A-Za-z]\w*$/.test(word);
    throw wrong(
      source,
      isName ? `there is no function ${word}; the fields begin with a dot` : 'a value is expected',
    );
  }
  return { kind: 'path', ofRoot: path[1] === '$', names: (path[2] ?? '').split('.').slice(1) };
}

function print(nodes: readonly Node[], present: Json, root: Json): string {
  return nodes
    .map((node): string => {
      if (node.kind === 'text') return node.text;
      const value = evaluate(node.value, present, root);
      if (node.kind === 'value') return textOf(value);
      const otherwise = (): string => print(node.otherwise, present, root);
      if (!isTrue(value)) return otherwise();
      if (node.kind === 'if') return print(node.body, present, root);
      if (node.kind === 'with') return print(node.body, value, root);
      const items: readonly Json[] = Array.isArray(value)
        ? (value as readonly Json[])
        : typeof value === 'object' && value !== null
          ? Object.values(value)
          : [value];
      return items.map((item) => print(node.body, item, root)).join('');
    })
    .join('');
}

function evaluate(expression: Expression, present: Json, root: Json): Json {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'path':
      return expression.names.reduce<Json>(member, expression.ofRoot ? root : present);
    case 'call':
      return callFunction(
        expression.name,
        expression.input.map((one) => evaluate(one, present, root)),
      );
  }
}

function wrong(source: string, reason: string): RegctlError {
  return new RegctlError('USAGE', `the template is not right at {{${source.replace(/^\{\{/, '')}`, {
    reason,
    hint: 'regctl help formatting',
  });
}
