// Preloaded with --import: writes the modules that the process loads, one a line, to the file that REGCTL_COUNT_MODULES names.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const file = process.env['REGCTL_COUNT_MODULES'] ?? '';
registerHooks({
  load: (url, context, next) => {
    if (url.startsWith('file:')) appendFileSync(file, `${url}\n`);
    return next(url, context);
  },
});
