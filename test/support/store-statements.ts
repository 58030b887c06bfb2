import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What stands for the parts of a statement that are put together at run time. */
const PARTS: { readonly [expression: string]: string } = {
  where: 'id',
  'jobs.sql': 'select id from queue_jobs',
};

/** Finds the text of every statement in the sources: whatever is given to `sql()`. */
export function storeStatements(folder = 'src'): { readonly place: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .toSorted()
    .flatMap((file) => statementsOf(join(folder, file)));
}

function statementsOf(path: string): { place: string; text: string }[] {
  const content = readFileSync(path, 'utf8');
  if (!content.includes('/statement.ts')) return [];
  const source = ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true);
  const found: { place: string; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'sql') {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({
        place: `${path}:${String(line)}`,
        text: textOf(node.arguments[0], `${path}:${String(line)}`),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function textOf(argument: ts.Expression | undefined, place: string): string {
  if (argument !== undefined && ts.isStringLiteralLike(argument)) return argument.text;
  if (argument !== undefined && ts.isTemplateExpression(argument))
    return argument.templateSpans.reduce((text, { expression, literal }) => {
      const part = PARTS[expression.getText()];
      if (part === undefined)
        throw new Error(`${place}: say in ${import.meta.url} what may stand for ${expression.getText()}`);
      return text + part + literal.text;
    }, argument.head.text);
  throw new Error(`${place}: the text of a statement must be a literal`);
}
