// A PostgreSQL cluster for the benchmark, on a socket in a temporary directory; undefined if PostgreSQL is not installed.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const programs = () => {
  if (spawnSync('initdb', ['--version']).status === 0) return '';
  const root = '/usr/lib/postgresql';
  const newest = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a))[0] : undefined;
  return newest === undefined ? undefined : join(root, newest, 'bin');
};

/** Returns the user to run it as: PostgreSQL refuses to run as root. */
const user = () => {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout.trim());
  return { uid: id('-u'), gid: id('-g') };
};

/** Starts a cluster with default settings, which flush each commit to disk. Returns its URL and a function that stops it. */
export const startPostgres = async (directory) => {
  const bin = programs();
  if (bin === undefined) return undefined;
  const as = user();
  const root = join(directory, 'pg');
  const [data, socket] = [join(root, 'data'), join(root, 'socket')];
  for (const path of [root, data, socket]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (as.uid !== undefined) chownSync(path, as.uid, as.gid);
  }
  // The parent directories are private to this user, but PostgreSQL may run as another one.
  for (const path of [directory, root, socket]) chmodSync(path, 0o755);
  const options = { ...as, cwd: root, env: { PATH: process.env.PATH, LC_ALL: 'C', HOME: root } };
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'boltcall', '-A', 'trust', '--locale=C', '-E', 'UTF8'], options);
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const child = spawn(join(bin, 'postgres'), ['-D', data, '-k', socket, '-c', 'listen_addresses='], { ...options, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (spawnSync(join(bin, 'pg_isready'), ['-h', socket, '-q']).status !== 0) await wait(100);
  const stop = async () => {
    child.kill('SIGQUIT');
    await ended;
  };
  return { url: `postgres://boltcall@/postgres?host=${socket}`, stop };
};
