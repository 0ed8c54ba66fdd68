// Measures how long commands take from start to exit, and their memory, against Node doing nothing.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, memory, time } from './measure.mjs';

const floor = { command: [process.execPath, '-e', '0'] };

/** The commands to measure, with their required and desired limits as multiples of `node -e 0`. */
export const commands = ({ program, env }) => {
  const of = (...args) => ({ command: [process.execPath, program, ...args], env });
  return {
    version: { name: '--version', must: 1.6, aim: 1.4, ...of('--version') },
    help: { name: '--help', must: 1.8, aim: 1.5, ...of('--help') },
    table: { name: 'agents list -o table', must: 4.6, aim: 4.0, ...of('agents', 'list', '-o', 'table') },
    plain: { name: 'agents list (piped)', must: 4.6, aim: 4.0, ...of('agents', 'list') },
    json: { name: 'agents list -o json', must: 4.2, aim: 3.6, ...of('agents', 'list', '-o', 'json') },
    completion: { name: 'complete `agents list --li`', must: 1.8, aim: 1.5, ...of('__complete', 'zsh', 'agents', 'list', '--li') },
  };
};

const figure = (part, { name, must, aim }, against, unit, found) => ({ part, name, must, aim, better: 'less', against, unit, ...found });

/** Measures wall time against `node -e 0`. */
export const startUp = (workspace, { rounds, peers = [] }) => {
  const all = [...Object.values(commands(workspace)), ...peers];
  return compare(time, floor, all, { rounds }).map((found, at) => figure('start', all[at], 'node -e 0', 'ms', found));
};

/** Compares the single executable with the same program under Node. */
export const executable = (workspace, { rounds }) => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { skipped: 'executable: made for Linux on x64' };
  const program = join(workspace.directory, 'boltcall');
  execFileSync(process.execPath, [fileURLToPath(new URL('../tool/executable.mjs', import.meta.url)), '--out', program], { stdio: 'ignore' });
  const { version, help, json } = commands(workspace);
  return [version, help, json].map((other) => {
    const contestant = { name: `executable ${other.name}`, must: 2, aim: 1.2, command: [program, ...other.command.slice(2)], env: workspace.env };
    const [found] = compare(time, other, [contestant], { rounds });
    return figure('executable', contestant, 'node bin/…', 'ms', found);
  });
};

/** Measures the same command in a real terminal: the pairs run inside it, so that both sides have it as their output. */
export const inTerminal = (workspace, { rounds }) => {
  const { table } = commands(workspace);
  const contestant = { ...table, name: 'agents list (terminal)', command: [process.execPath, workspace.program, 'agents', 'list'] };
  const file = join(workspace.directory, 'terminal.json');
  writeFileSync(file, JSON.stringify({ floor, contestant, rounds }));
  try {
    execFileSync(
      'script',
      ['-qec', `stty cols 120; "${process.execPath}" "${fileURLToPath(new URL('terminal.mjs', import.meta.url))}" "${file}"`, '/dev/null'],
      {
        stdio: 'ignore',
      },
    );
  } catch {
    return { skipped: 'agents list in a terminal: needs the `script` of util-linux' };
  }
  return figure('start', contestant, 'node -e 0', 'ms', JSON.parse(readFileSync(file, 'utf8')));
};

/** Measures peak memory against `node -e 0`. */
export const memories = (workspace, { rounds }) => {
  const { version, table } = commands(workspace);
  const all = [
    { ...version, must: 1.15, aim: 1.1 },
    { ...table, must: 1.6, aim: 1.4 },
  ];
  return compare(memory, floor, all, { rounds, warmUp: 1 }).map((found, at) => figure('memory', all[at], 'node -e 0', 'MiB', found));
};

/** Compares with the nearest peer on the same tasks: its version, and a list of 20 as JSON, as printed when the output is not a terminal. */
export const againstPeer = (workspace, resend, { rounds }) => {
  const { version, json } = commands(workspace);
  const env = {
    ...workspace.env,
    RESEND_API_KEY: 're_benchmark',
    RESEND_BASE_URL: workspace.base,
    RESEND_TELEMETRY_DISABLED: '1',
    RESEND_NO_UPDATE_NOTIFIER: '1',
  };
  const peer = (...args) => ({ command: [process.execPath, resend, ...args], env });
  const pairs = [
    [{ ...version, must: 0.65, aim: 0.5 }, peer('--version')],
    [{ ...json, must: 0.65, aim: 0.5 }, peer('domains', 'list')],
  ];
  return pairs.map(([contestant, other]) => {
    const [found] = compare(time, other, [contestant], { rounds });
    return figure('peer', contestant, `resend ${other.command.slice(2).join(' ')}`, 'ms', found);
  });
};
