// The package brings no types; these are the parts that are used.
declare module '@michaelhomer/jqjs' {
  import type { Json } from '../../core/errors.ts';

  const jq: { compile(expression: string): (input: Json) => Iterable<Json> };
  export default jq;
}
