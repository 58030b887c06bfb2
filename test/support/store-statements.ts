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
      const place = `${path}:${String(line)}`;
      for (const text of textsOf(node.arguments[0], place)) found.push({ place, text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The texts that an expression may stand for. */
function textsOf(expression: ts.Expression | undefined, place: string): string[] {
  if (expression !== undefined && ts.isStringLiteralLike(expression)) return [expression.text];
  if (expression !== undefined && ts.isConditionalExpression(expression))
    return [...textsOf(expression.whenTrue, place), ...textsOf(expression.whenFalse, place)];
  if (expression !== undefined && ts.isTemplateExpression(expression))
    return expression.templateSpans.reduce(
      (texts, span) =>
        texts.flatMap((text) =>
          textsOf(span.expression, place).map((part) => text + part + span.literal.text),
        ),
      [expression.head.text],
    );
  const name = expression?.getText() ?? '';
  const part = PARTS[name];
  if (part !== undefined) return [part];
  const known = expression === undefined ? [] : meaningsOf(name, expression.getSourceFile(), place);
  // Preparing it fails, and says where it stands.
  return known.length > 0 ? known : [`(nobody can tell what ${name} stands for: type it as literals)`];
}

/** What a name of the file may stand for: the text of a constant, or the literals that a parameter may be. */
function meaningsOf(name: string, source: ts.SourceFile, place: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name && node.initializer !== undefined)
      found.push(...textsOf(node.initializer, place));
    if (ts.isParameter(node) && node.name.getText() === name && node.type !== undefined)
      for (const type of ts.isUnionTypeNode(node.type) ? node.type.types : [node.type])
        if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) found.push(type.literal.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
