import { RegctlError } from '../core/errors.ts';

/** The few questions that commands ask. Where nobody can be asked, each throws `CONFIRMATION_REQUIRED` naming the flag to give instead. */
export interface Prompt {
  readonly interactive: boolean;
  confirm(question: string, flag: string): Promise<boolean>;
  text(question: string, options: { readonly flag: string; readonly default?: string }): Promise<string>;
  secret(question: string, options: { readonly flag: string }): Promise<string>;
  choose(
    question: string,
    choices: readonly { readonly name: string; readonly value: string }[],
    flag: string,
  ): Promise<string>;
}

/**
 * Variables by which CI and agents say that no person is at the terminal. Those that editors set for people too are not among them.
 *
 * `AI_AGENT` is for any agent; the others are what Claude Code, Cursor's and Gemini's command lines and Codex set; read 2026-11-21.
 */
const VARIABLES = ['CI', 'AI_AGENT', 'CLAUDECODE', 'CURSOR_AGENT', 'GEMINI_CLI', 'CODEX_SANDBOX'];

/** Tells whether nobody watches: then nothing is asked, paged or spun, no page is opened, and no newer release is looked for, terminal or not. */
export function isUnattended(environment: { readonly [name: string]: string | undefined }): boolean {
  return VARIABLES.some((name) => (environment[name] ?? '') !== '');
}

/**
 * Makes a prompt. Questions go to stderr, so that stdout stays data.
 *
 * @param interactive - whether stdin and stderr are a person's, and neither `--no-input` nor CI nor an agent forbids to ask
 */
export function createPrompt(interactive: boolean, signal: AbortSignal): Prompt {
  const need = (question: string, flag: string): void => {
    if (interactive) return;
    throw new RegctlError('CONFIRMATION_REQUIRED', `${question} Nobody can be asked here`, {
      reason: 'stdin is no terminal, or --no-input or a variable of CI or of an agent is set',
      hint: `give ${flag}`,
    });
  };
  const context = { output: process.stderr, signal };
  return {
    interactive,
    confirm: async (question, flag) => {
      need(question, flag);
      const { confirm } = await import('@inquirer/prompts');
      return confirm({ message: question, default: false }, context);
    },
    text: async (question, options) => {
      need(question, options.flag);
      const { input } = await import('@inquirer/prompts');
      return input(
        { message: question, ...(options.default === undefined ? {} : { default: options.default }) },
        context,
      );
    },
    secret: async (question, { flag }) => {
      need(question, flag);
      const { password } = await import('@inquirer/prompts');
      return password({ message: question, mask: true }, context);
    },
    choose: async (question, choices, flag) => {
      need(question, flag);
      const { select } = await import('@inquirer/prompts');
      return select({ message: question, choices: [...choices] }, context);
    },
  };
}
