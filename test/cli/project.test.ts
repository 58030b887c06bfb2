import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(() => {
  home = createCliHome();
});
afterEach(() => home.dispose());

describe('a project file', () => {
  it.each([
    ['other letters', 'example.org', 'Example.ORG'],
    ['a trailing dot', 'example.org', 'example.org.'],
    ['its U-labels', 'xn--bcher-kva.example', 'bücher.example'],
  ])('is refused where it names a zone again in %s', async (_, one, other) => {
    for (const file of ['a.zone', 'b.zone']) writeFileSync(join(home.project, file), 'w 60 A 192.0.2.1\n');
    writeFileSync(
      join(home.project, 'regctl.yaml'),
      `zones:\n  ${one}:\n    file: a.zone\n  ${other}:\n    file: b.zone\n`,
    );
    for (const command of ['plan', 'validate', 'fmt']) {
      const result = await home.run(command);
      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toContain('[INVALID_CONFIG]');
      expect(result.stderr).toContain(`${one} and ${other} are the same zone`);
    }
  });
});
