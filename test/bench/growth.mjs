// Measures time and memory as rows grow tenfold: time must be linear or better, and memory flat.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startListener } from './listener.mjs';
import { deliveries, drive, poster, startTarget } from './load.mjs';
import { environment } from './measure.mjs';
import { startPostgres } from './postgres.mjs';

const hook = fileURLToPath(new URL('memory.cjs', import.meta.url));

/** Runs the program once. Returns the time in s and the peak memory in MiB. */
const run = (workspace, args, env = {}) => {
  const file = join(workspace.directory, 'peak');
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--require', hook, workspace.program, ...args], {
    env: environment({ ...workspace.env, ...env, BENCH_MEMORY_FILE: file }),
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`boltcall ${args.join(' ')} ended with ${status}: ${stderr.slice(-500)}`);
  return { seconds: (performance.now() - began) / 1000, peak: Number(readFileSync(file, 'utf8')) / 1024 };
};

/** Starts a sandbox with `size` rows of each kind. Returns its URL and a function that stops it. */
const startSandbox = async (workspace, size) => {
  const args = [workspace.program, 'sandbox', 'start', '--port', '0', '--seed-size', String(size), '-o', 'json'];
  const child = spawn(process.execPath, ['--max-old-space-size=12000', ...args], {
    env: environment(workspace.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const address = await new Promise((resolve, reject) => {
    let text = '';
    const look = (chunk) => {
      text += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+\/v1/.exec(text)?.[0];
      if (found) resolve(found);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}: ${text}`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { env: { BOLTCALL_BASE_URL: address, BOLTCALL_API_KEY: 'sk_test_growth_0001' }, stop };
};

const lists = async (workspace, sizes, say) => {
  const rows = [];
  for (const size of sizes) {
    say(`calls list --all over ${size} …`);
    const { env, stop } = await startSandbox(workspace, size);
    try {
      rows.push({ what: 'calls list --all', size, ...run(workspace, ['calls', 'list', '--all', '-o', 'jsonl'], env) });
    } finally {
      await stop();
    }
  }
  return rows;
};

/** Writes a CSV file of distinct leads. */
const leadsFile = (workspace, size) => {
  const file = join(workspace.directory, `leads-${size}.csv`);
  const descriptor = openSync(file, 'w');
  let text = 'name,phone,email\n';
  for (let at = 0; at < size; at += 1) {
    text += `Lead ${at},+1415${String(2_000_000 + at).padStart(7, '0')},lead${at}@example.com\n`;
    if (text.length < 1_000_000) continue;
    writeSync(descriptor, text);
    text = '';
  }
  writeSync(descriptor, text);
  closeSync(descriptor);
  return file;
};

const imports = (workspace, sizes, say) =>
  sizes.flatMap((size) => {
    const file = leadsFile(workspace, size);
    say(`leads import over ${size} …`);
    const checked = { what: 'leads import --check', size, ...run(workspace, ['leads', 'import', file, '--check']) };
    const args = ['leads', 'import', file, '--yes', '--concurrency', '16'];
    const sent = { what: 'leads import', size, ...run(workspace, args) };
    const again = { what: 'leads import again: all in the ledger', size, ...run(workspace, args) };
    rmSync(file);
    for (const ledger of ledgers(workspace)) rmSync(ledger, { force: true });
    return [checked, sent, again];
  });

/** The ledgers next to the files and of the user, removed so that the next size starts without them. */
const ledgers = ({ directory, home }) => [join(directory, '.boltcall-ledger'), join(home, '.local/state/boltcall/ledger')];

/** Shares a file of recipients between processes through a ledger in Postgres. Measures rows per second with one process and with eight. */
const shared = async (workspace, size, say) => {
  const database = await startPostgres(workspace.directory);
  if (database === undefined) {
    say('no PostgreSQL here: its part is left out');
    return [];
  }
  const file = leadsFile(workspace, size);
  const ledger = ['--ledger', database.url];
  try {
    run(workspace, ['ledger', 'init', ...ledger]);
    const rows = [];
    for (const processes of [1, 8]) {
      say(`${size} rows shared by ${processes} through Postgres …`);
      const args = [
        'messages',
        'broadcast',
        file,
        '--map',
        'phone=to',
        '--body',
        'Hello',
        '--campaign',
        `of ${processes}`,
        '--yes',
        '--concurrency',
        '16',
      ];
      const began = performance.now();
      const runs = await Promise.all(Array.from({ length: processes }, () => started(workspace, [...args, ...ledger])));
      const seconds = (performance.now() - began) / 1000;
      const sent = runs.reduce((sum, { created }) => sum + created, 0);
      if (sent !== size) throw new Error(`${sent} of ${size} rows were sent by ${processes} processes`);
      rows.push({ what: `messages broadcast, Postgres, ${processes} at once`, size, seconds, peak: Math.max(...runs.map(({ peak }) => peak)) });
    }
    return rows;
  } finally {
    await database.stop();
  }
};

let files = 0;
/** Runs the program alongside others. Returns what it sent, and its peak memory in MiB. */
const started = (workspace, args) =>
  new Promise((resolve, reject) => {
    files += 1;
    const peak = join(workspace.directory, `peak-${files}`);
    const child = spawn(process.execPath, ['--require', hook, workspace.program, ...args, '--json'], {
      env: environment({ ...workspace.env, BENCH_MEMORY_FILE: peak }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name].on('data', (chunk) => (texts[name] += chunk));
    child.once('close', (code) => {
      if (code !== 0) reject(new Error(`ended with ${code}: ${texts.stderr.slice(-500)}`));
      else resolve({ created: JSON.parse(texts.stdout).created, peak: Number(readFileSync(peak, 'utf8')) / 1024 });
    });
  });

const resident = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024;

/** Measures a logging listener: time and memory for each further tenth, and reading the log at the end. */
const logs = async (workspace, total, say) => {
  const target = await startTarget();
  const listener = await startListener(workspace, ['--via', 'local', '--forward-to', target.url]);
  const way = poster(listener.address, 16);
  const rows = [];
  try {
    await drive(target, way.send, deliveries(2_000), 16);
    for (let part = 1; part <= 5; part += 1) {
      const size = total / 5;
      say(`deliveries logged up to ${size * part} …`);
      let seconds = 0;
      // Sent in chunks, so that the payloads do not fill the sender's memory.
      for (let sent = 0; sent < size; sent += 2_000) {
        const items = deliveries(2_000);
        const began = performance.now();
        await drive(target, way.send, items, 16);
        seconds += (performance.now() - began) / 1000;
        target.counts.clear();
      }
      rows.push({ what: `deliveries logged, ${part} of 5 parts`, size, seconds, peak: resident(listener.pid) });
    }
  } finally {
    await way.close();
    await listener.stop();
    await target.stop();
  }
  rows.push({ what: 'webhooks log list after it', size: 1_000, ...run(workspace, ['webhooks', 'log', 'list', '--all', '-o', 'jsonl']) });
  return rows;
};

/** Returns the rows for the table, and reports progress to `say`. */
export const growth = async (workspace, { quick, say }) => {
  const sizes = quick ? [1e2, 1e3, 1e4] : [1e2, 1e3, 1e4, 1e5, 1e6];
  return [
    ...(await lists(workspace, sizes, say)),
    ...imports(workspace, sizes, say),
    ...(await shared(workspace, quick ? 1e3 : 1e5, say)),
    ...(await logs(workspace, quick ? 1e4 : 1e5, say)),
  ];
};
