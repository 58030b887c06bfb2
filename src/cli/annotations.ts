import { relative, resolve, sep } from 'node:path';
import type { RegctlError } from '../core/errors.ts';
import type { Sink } from './io.ts';
import type { Annotation } from './output/view.ts';
import { oneLine } from './print-error.ts';

/** Where annotations are read. */
export interface AnnotationPlace {
  /** Asked only where there is a file. */
  readonly cwd: () => string;
  readonly environment: { readonly [name: string]: string | undefined };
}

/** Annotations of one result: CI shows the first ten of a kind, and its log must not be drowned by the others. */
const MAX_ANNOTATIONS = 50;

/** Writes annotations to a stream, each as one line of the form that GitHub Actions reads. */
export function createAnnotator(stderr: Sink, place: AnnotationPlace): (annotation: Annotation) => void {
  return (annotation) => stderr.write(`${formatAnnotation(annotation, place)}\n`);
}

/** Writes what is to be said of a result; what is beyond the bound is counted. */
export function annotateAll(
  annotations: readonly Annotation[],
  annotate: (annotation: Annotation) => void,
): void {
  for (const annotation of annotations.slice(0, MAX_ANNOTATIONS)) annotate(annotation);
  const left = annotations.length - MAX_ANNOTATIONS;
  if (left > 0) annotate({ level: 'notice', message: `${left} more are not annotated; the output has them` });
}

/** A failure as an annotation, at its place in a file where it has one. */
export function failureAnnotation({ code, message, reason, hint, details }: RegctlError): Annotation {
  const { file, line, column } = details ?? {};
  return {
    level: 'error',
    title: code,
    message: [message, reason, hint === undefined ? undefined : `→ ${hint}`]
      .map((part) => oneLine(part))
      .filter((part) => part !== '')
      .join('\n'),
    ...(typeof file === 'string' ? { file } : {}),
    ...(typeof line === 'number' ? { line } : {}),
    ...(typeof column === 'number' ? { column } : {}),
  };
}

/**
 * One annotation as a line: `::error file=a.zone,line=3::message`.
 *
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands - commands, and the octets that are escaped
 */
function formatAnnotation(
  { level, title, file, line, column, message }: Annotation,
  place: AnnotationPlace,
): string {
  const properties = Object.entries({
    file: file === undefined ? undefined : fromWorkspace(file, place),
    line,
    col: column,
    title: title === undefined ? undefined : `regctl: ${title}`,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`]));
  return `::${level}${properties.length === 0 ? '' : ` ${properties.join(',')}`}::${escapeData(message)}`;
}

/** A path as the repository has it: CI knows no other. */
function fromWorkspace(file: string, { cwd, environment }: AnnotationPlace): string {
  const workspace = environment['GITHUB_WORKSPACE'] ?? '';
  const from = cwd();
  return relative(workspace === '' ? from : workspace, resolve(from, file)).replaceAll(sep, '/');
}

/** What stands in a message must not end the line: the next one could be a command. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
