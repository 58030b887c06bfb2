// The package brings no types; these are the parts that are used.
declare module '@michaelhomer/jqjs' {
  const jq: {
    compile(expression: string): (input: unknown) => Iterable<import('../../core/errors.ts').Json>;
  };
  export default jq;
}
