// `npm run quickstart`: builds the program and does its main job once, against a sandbox on this machine, in a temporary home that is
// removed afterward. Shows every command as a person would type it. Exits with 0 only if every step succeeded.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { attempt, install, root } from './install.mjs';

install();
// A test passes in a program that is already built.
const given = process.env.BOLTCALL_PROGRAM;
if (given === undefined && !attempt(process.execPath, ['test/tool/build.mjs'])) process.exit(1);
const { execa } = await import('execa');
const { default: chalk } = await import('chalk');

/** The time in ms after which a step counts as failed. */
const patience = 60_000;

const home = mkdtempSync(join(tmpdir(), 'boltcall-quickstart-'));
const tmp = join(home, 'tmp');
mkdirSync(tmp);
const ours = /^(BOLTCALL_.*|XDG_.*|(HTTPS?|ALL|NO)_PROXY|NODE_OPTIONS|NODE_EXTRA_CA_CERTS)$/i;
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))),
  HOME: home,
  BOLTCALL_CONFIG_DIR: join(home, 'config'),
  BOLTCALL_STATE_DIR: join(home, 'state'),
  BOLTCALL_CACHE_DIR: join(home, 'cache'),
};

const program = given ?? join(root, 'bin/boltcall.cjs');
const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `"${word}"`);
const shown = (args) => ['boltcall', ...args].map(quoted).join(' ');
const started = new Set();

/** Starts the program; `cleanUp` stops it. */
const start = (args, options) => {
  const child = execa(process.execPath, [program, ...args], { env, extendEnv: false, cwd: home, reject: false, ...options });
  started.add(child);
  void child.finally(() => started.delete(child));
  return child;
};

let number = 0;
const title = (text) => {
  number += 1;
  console.log(`\n${chalk.bold(`${number}. ${text}`)}`);
};
const prompt = (line) => console.log(`\n${chalk.cyan(`$ ${line}`)}`);

class Failed extends Error {}
const check = (ok, problem) => {
  if (!ok) throw new Failed(problem);
};

/** Runs a command and shows it with its output. On a terminal, the command itself sees the terminal. Fails if the command fails. */
const run = async (args, { before = '', input } = {}) => {
  prompt(`${before}${shown(args)}`);
  const output = process.stdout.isTTY ? 'inherit' : 'pipe';
  const { exitCode, all } = await start(args, {
    timeout: patience,
    all: true,
    stdout: output,
    stderr: output,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
  });
  if (all) console.log(all);
  check(exitCode === 0, `'${shown(args)}' ended with ${exitCode}`);
};

/** Runs a command without showing it and returns its output. */
const ask = async (args) => {
  const { exitCode, stdout, stderr } = await start(args, { timeout: patience, stdin: 'ignore' });
  check(exitCode === 0, `'${shown(args)}' ended with ${exitCode}: ${stderr}`);
  return stdout;
};

/** A typical app: it receives events, checks that Boltcall signed them, and responds 200. */
const receiver = async (secret) => {
  const events = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const given = Buffer.from(String(request.headers['x-boltcall-signature'] ?? '').replace(/^sha256=/, ''), 'hex');
    const wanted = createHmac('sha256', secret).update(body).digest();
    const verified = given.length === wanted.length && timingSafeEqual(given, wanted);
    if (verified) events.push(JSON.parse(body));
    response.writeHead(verified ? 200 : 401).end();
    console.log(
      chalk.green(`app     ${verified ? `200 ${events.at(-1).event} ${events.at(-1).data.id}, signature verified` : '401 wrong signature'}`),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const arrived = async (event, id) => {
    for (const end = Date.now() + patience; Date.now() < end; await wait(50)) {
      const found = events.find((one) => one.event === event && (id === undefined || one.data.id === id));
      if (found) return found.data;
    }
    throw new Failed(`${event} did not arrive, verified, within ${patience / 1000} s`);
  };
  return { port: server.address().port, arrived, close: () => server.close() };
};

/** Starts `listen`, shows its lines as they arrive, and returns it when it is ready. */
const listen = async (args) => {
  prompt(`${shown(args)} &`);
  const child = start(args, { stdin: 'ignore', all: true, buffer: false });
  let text = '';
  const lines = (async () => {
    for await (const line of child.iterable({ from: 'all' })) {
      text += `${line}\n`;
      console.log(chalk.dim(`listen  ${line}`));
    }
  })();
  for (const end = Date.now() + patience; !/\bready\b/i.test(text); await wait(50)) {
    check(started.has(child), `'${shown(args)}' ended before it was ready`);
    check(Date.now() < end, `'${shown(args)}' was not ready within ${patience / 1000} s`);
  }
  return {
    async stop() {
      prompt('kill -INT %1    # Ctrl-C');
      child.kill('SIGINT');
      const { exitCode } = await child;
      await lines;
      check(exitCode === 130, `listen ended with ${exitCode} on Ctrl-C, not with 130`);
    },
  };
};

const journey = async () => {
  console.log(chalk.bold('Boltcall on the command line: the main job, once, on this machine alone'));

  title('Start a Boltcall service on this machine, with a workspace of made-up data');
  await run(['sandbox', 'start', '--detach', '--port', '0']);
  const { address, key } = JSON.parse(await ask(['sandbox', 'status', '-o', 'json']));

  title('Log in: the key is checked and stored in a profile');
  await run(['login', '--with-key', '--base-url', address], { before: `echo ${key} | `, input: `${key}\n` });
  await run(['whoami']);

  title('Create a voice agent');
  await run(['agents', 'create', '--name', 'Front desk', '--voice-id', 'voice_sarah', '--greeting', 'Hello, how can I help?']);
  const [agent] = JSON.parse(await ask(['agents', 'list', '--search', 'Front desk', '-o', 'json']));
  check(agent?.name === 'Front desk', 'the new agent is not in the list');

  title('Bring the events of the workspace to an app on this machine');
  await run(['listen', '--print-secret']);
  const app = await receiver((await ask(['listen', '--print-secret'])).trim());
  try {
    console.log(chalk.green(`app     takes events at http://localhost:${app.port}/hooks and checks their signature with this secret`));
    const listener = await listen(['listen', '--forward-to', `http://localhost:${app.port}/hooks`]);

    title('Have the agent call somebody, and see the events arrive');
    await run(['calls', 'outbound', '--agent-id', agent.id, '--to', '+14155550133', '--context', 'Confirm Tuesday, 9:00']);
    const call = await app.arrived('call.started');
    await app.arrived('call.completed', call.id);
    await run(['calls', 'get', call.id]);

    title('Stop: the temporary webhook is removed again');
    await listener.stop();
    await run(['webhooks', 'list']);
    check(JSON.parse(await ask(['webhooks', 'list', '-o', 'json'])).length === 0, 'the webhook was left behind');
  } finally {
    app.close();
  }
  await run(['sandbox', 'stop']);
};

let cleaning;
/** Stops everything that was started and removes the home. Runs only once, no matter how often it is called. */
const cleanUp = () => {
  cleaning ??= (async () => {
    for (const child of started) child.kill('SIGTERM');
    await Promise.all([...started]);
    // Harmless if none is running.
    await execa(process.execPath, [program, 'sandbox', 'stop'], { env, extendEnv: false, reject: false, stdin: 'ignore', timeout: 10_000 });
    rmSync(home, { recursive: true, force: true });
  })();
  return cleaning;
};
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.on(signal, async () => {
    process.exitCode = code;
    console.log('\nInterrupted: cleaning up');
    await cleanUp();
    process.exit(code);
  });
}

try {
  await journey();
  console.log(`\n${chalk.green.bold('Done:')} an agent called, and its events reached the app, signed and verified.`);
} catch (error) {
  if (cleaning === undefined) {
    process.exitCode = 1;
    console.error(`\n${chalk.red.bold('Failed:')} ${error instanceof Failed ? error.message : (error.stack ?? error)}`);
  }
} finally {
  await cleanUp();
}
