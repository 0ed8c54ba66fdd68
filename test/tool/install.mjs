// Installs the development dependencies if they are missing or older than the lock file, so that one command is enough on a
// fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a command in the project's directory, showing its output. Returns whether it succeeded. */
export function attempt(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (done.error) console.error(`${command} could not be started: ${done.error.message}`);
  return done.status === 0;
}

/** Returns whether node_modules matches the lock file. */
const installed = () => {
  const marker = `${root}node_modules/.package-lock.json`;
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs;
};

/** Installs what is missing. Exits this process with 1 if that fails. */
export function install() {
  if (installed()) return;
  // npm empties the directory first, and through a link that would be the directory of another working copy.
  if (lstatSync(`${root}node_modules`, { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error('node_modules is a symbolic link and older than package-lock.json: remove the link, or install where it leads');
    process.exit(1);
  }
  console.error('Installing the development dependencies …');
  // The options of the npm command that started this one (`npm pack --dry-run`, NODE_ENV=production) must not change what is installed.
  const args = ['ci', '--include=dev', '--no-dry-run', '--no-global', '--no-audit', '--no-fund', '--loglevel=error'];
  // On Windows npm is a script, which only a shell can start.
  if (!attempt('npm', args, { shell: process.platform === 'win32' })) process.exit(1);
}
