// The setup shared by all parts of the benchmark: a program, a home with a saved profile, and a local service.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from './measure.mjs';

const own = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Starts a script of this directory that prints one line when it is ready. Returns that line and a function that stops the script. */
export const startScript = async (script, args = [], env = {}) => {
  const child = spawn(process.execPath, [own(script), ...args], { env: environment(env), stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const line = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
  });
  return {
    line,
    pid: child.pid,
    child,
    stop: async () => {
      child.stdin.end();
      child.kill();
      await ended;
    },
  };
};

/**
 * Creates a temporary directory with the built program (`BOLTCALL_PROGRAM`, or else built from these sources), a home whose saved profile
 * points to a local service of 20 agents, and the cleanup to do at the end. `plain`: built unminified, for profiles.
 */
export const openWorkspace = async ({ plain = false } = {}) => {
  const directory = mkdtempSync(join(tmpdir(), 'boltcall-bench-'));
  const endings = [() => rmSync(directory, { recursive: true, force: true })];
  const close = async () => {
    for (const end of endings.reverse()) await end();
  };
  try {
    const program = process.env['BOLTCALL_PROGRAM'] ?? build(join(directory, 'program'), plain);
    const home = join(directory, 'home');
    mkdirSync(home, { recursive: true });
    const service = await startScript('service.mjs');
    endings.push(service.stop);
    const base = `http://127.0.0.1:${service.line}`;
    const env = { HOME: home, XDG_CONFIG_HOME: undefined };
    const login = spawnSync(process.execPath, [program, 'login', '--api-key', '-', '--base-url', `${base}/v1`], {
      env: environment(env),
      input: 'ba_test_benchmark_0123456789\n',
      encoding: 'utf8',
    });
    if (login.status !== 0) throw new Error(`login failed: ${login.stderr}`);
    return { directory, program, home, env, base, atEnd: (end) => endings.push(end), close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** Builds the program, unminified if `plain`, and returns its entry. */
const build = (directory, plain) => {
  const { status, stderr } = spawnSync(process.execPath, [own('../tool/build.mjs'), '--out', directory, ...(plain ? ['--plain'] : [])], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the program could not be built: ${stderr}`);
  return join(directory, 'bin/boltcall.cjs');
};
