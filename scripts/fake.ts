// `npm run fake -- porkbun`: a local server of a company's API, to play with. State lives until it is stopped.
import { FAKES } from '../test/support/providers/index.ts';

const [name = '', port] = process.argv.slice(2);
const start = FAKES[name];
if (start === undefined) {
  process.stderr.write(
    `✗ there is no local server ${JSON.stringify(name)}\n  there are: ${Object.keys(FAKES).join(', ')}\n  → npm run fake -- porkbun\n`,
  );
  process.exit(2);
}
const fake = await start(port === undefined ? undefined : Number(port));
process.stdout.write(
  `A local server of ${name} listens on ${fake.endpoint}. Connect an account in another terminal:\n\n`,
);
process.stdout.write(
  `  echo '${JSON.stringify(fake.credentials)}' | npx regctl accounts add ${name} --name fake-${name} --endpoint ${fake.endpoint}\n\n`,
);
process.stdout.write('It holds example.com and example.net. Ctrl-C stops it and forgets everything.\n');
process.on('SIGINT', () => {
  void fake.stop().then(() => process.exit(0));
});
