import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, makeHome } from './program.ts';

/** A home with a desktop. */
export interface Desktop {
  readonly home: string;
  /** The file to which the browser writes the URL that it is asked to open; its environment is in the same with `-env`. */
  readonly opened: string;
  readonly env: Environment;
}

/** Creates a Linux desktop whose browser records what it is asked to open. */
export const desktop = (): Desktop => {
  const home = makeHome();
  const opened = join(home, 'opened');
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin', 'xdg-open'), `#!/bin/sh\nenv > '${opened}-env'\necho "$1" > '${opened}'\n`);
  chmodSync(join(home, 'bin', 'xdg-open'), 0o755);
  return { home, opened, env: { DISPLAY: ':0', PATH: `${join(home, 'bin')}:${process.env['PATH']}` } };
};
