import type { Logger } from '../ports/logger.ts';

/** Writes diagnostics as lines of text: warnings always, requests when asked for, everything when debugging. Secrets are removed by whoever logs. */
export function createStreamLogger(
  write: (line: string) => void,
  level: { readonly verbose: boolean; readonly debug: boolean },
): Logger {
  const line = (prefix: string, message: string, fields: object | undefined): void =>
    write(`${prefix} ${message}${fields === undefined ? '' : ` ${JSON.stringify(fields)}`}`);
  return {
    debug: (message, fields) => {
      if (level.debug) line('debug', message, fields);
    },
    info: (message, fields) => {
      if (level.verbose || level.debug) line('info', message, fields);
    },
    warn: (message, fields) => line('!', message, fields),
  };
}

/** Writes diagnostics as lines of JSON, for programs that collect them: time, level, message, and the fields beside them. */
export function createJsonLogger(write: (line: string) => void, level: { readonly debug: boolean }): Logger {
  const line = (name: string, message: string, fields: object | undefined): void =>
    write(JSON.stringify({ time: new Date().toISOString(), level: name, message, ...fields }));
  return {
    debug: (message, fields) => {
      if (level.debug) line('debug', message, fields);
    },
    info: (message, fields) => line('info', message, fields),
    warn: (message, fields) => line('warn', message, fields),
  };
}
