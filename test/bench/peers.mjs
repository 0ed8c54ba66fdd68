// Third-party programs to compare with, installed from npm in these versions, each time into a temporary directory.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const wanted = { 'resend-cli': '2.2.1', 'smee-client': '5.0.0' };

/** Installs the peers below `directory` without running install scripts. Returns the directory of each, or why there is none. */
export const installPeers = (directory) => {
  writeFileSync(join(directory, 'package.json'), '{"private":true}\n');
  const packages = Object.entries(wanted).map(([name, version]) => `${name}@${version}`);
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', ...packages], {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      timeout: 180_000,
    });
  } catch (error) {
    const said = String(error.stderr ?? error.message);
    return { missing: /npm (?:error|ERR!) (?!code)(.+)/.exec(said)?.[1] ?? said.split('\n')[0] };
  }
  return {
    resend: join(directory, 'node_modules/resend-cli/dist/cli.cjs'),
    smee: join(directory, 'node_modules/smee-client'),
    versions: wanted,
  };
};
