import type { Prompt } from '../../src/cli/prompt.ts';

/** Somebody at a terminal: answers each question by the first pattern that fits it, and fails a test that asks for something else. */
export function answering(answers: readonly (readonly [question: RegExp, answer: string])[]): Prompt & {
  readonly asked: readonly string[];
} {
  const asked: string[] = [];
  const left = [...answers];
  const answer = (question: string): string => {
    asked.push(question);
    const at = left.findIndex(([pattern]) => pattern.test(question));
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (found === undefined) throw new Error(`nobody answers: ${question}`);
    return found[1];
  };
  return {
    asked,
    interactive: true,
    confirm: (question) => Promise.resolve(answer(question) === 'yes'),
    text: (question, options) => {
      const given = answer(question);
      return Promise.resolve(given === '' ? (options.default ?? '') : given);
    },
    secret: (question) => Promise.resolve(answer(question)),
    choose: (question, choices) => {
      const given = answer(question);
      if (choices.some(({ value }) => value === given)) return Promise.resolve(given);
      return Promise.reject(new Error(`${given} is not offered`));
    },
  };
}
