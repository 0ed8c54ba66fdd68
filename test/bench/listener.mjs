// Starts a listener of the built program as a user would, with its output in a file.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { secret } from './load.mjs';
import { environment } from './measure.mjs';

let started = 0;
/** Running listeners, tracked so that none outlives an interrupted benchmark. */
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGTERM');
});

/** Starts `listen` with these arguments and waits until it is ready. `env` is added to the environment; `flags` are Node's. */
export const startListener = async (workspace, args, env = {}, flags = []) => {
  started += 1;
  const output = join(workspace.directory, `listen-${started}`);
  const [out, err] = [openSync(`${output}.jsonl`, 'w'), openSync(`${output}.txt`, 'w')];
  const all = [...flags, workspace.program, 'listen', '-o', 'jsonl', '--no-probe', '--secret', secret, ...args];
  const child = spawn(process.execPath, all, { env: environment({ ...workspace.env, ...env }), stdio: ['ignore', out, err] });
  children.add(child);
  closeSync(out);
  closeSync(err);
  let code;
  const ended = new Promise((resolve) => {
    child.once('exit', (status) => {
      code = status ?? 1;
      children.delete(child);
      resolve();
    });
  });
  for (;;) {
    const line = readFileSync(`${output}.jsonl`, 'utf8')
      .split('\n')
      .find((text) => text.includes('"type":"ready"'));
    if (line?.endsWith('}')) {
      const stop = async () => {
        child.kill('SIGTERM');
        await ended;
      };
      return { ...JSON.parse(line), pid: child.pid, output, stop, running: () => code === undefined };
    }
    if (code !== undefined) throw new Error(`listen ended with ${code}: ${readFileSync(`${output}.txt`, 'utf8')}`);
    await sleep(20);
  }
};
