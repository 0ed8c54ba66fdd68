// Times whole processes in pairs (A B A B …): both sides of a pair see the same load on the machine, so the median of the ratios is
// stable even when the times are not.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Returns the median of the numbers. */
export const median = (numbers) => quantile(numbers, 0.5);

/** Returns the value below which this share of the numbers is. */
export const quantile = (numbers, share) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at % 1);
};

/**
 * Returns the environment for both sides of a comparison. It contains nothing that slows down Node's start (NODE_EXTRA_CA_CERTS costs
 * about 25 ms at every start, which would compress all ratios) and nothing that changes the output.
 */
export const environment = (more = {}) => {
  const { PATH, HOME, LANG = 'C.UTF-8', TMPDIR, TERM = 'xterm-256color', SystemRoot } = process.env;
  const all = { PATH, HOME, LANG, TMPDIR, TERM, SystemRoot, TZ: 'UTC', ...more };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
};

/** Runs a command until it exits and returns its wall time in ms. Throws if the command fails. */
export const time = ({ command, env }, stdout = 'ignore') => {
  const [file, ...args] = command;
  const began = performance.now();
  const { status, error, stderr, signal } = spawnSync(file, args, { env: environment(env), stdio: ['ignore', stdout, 'pipe'], maxBuffer: 2 ** 28 });
  const ms = performance.now() - began;
  if (error) throw error;
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${signal ?? status}: ${stderr.toString().trim()}`);
  return ms;
};

const hook = fileURLToPath(new URL('memory.cjs', import.meta.url));
let asked = 0;

/** Returns the peak memory of a Node program in MiB, as the system counts it: the program records it on exit (memory.cjs). */
export const memory = ({ command, env }) => {
  asked += 1;
  const file = join(tmpdir(), `boltcall-bench-${process.pid}-${asked}`);
  try {
    time({ command, env: { ...env, NODE_OPTIONS: `--require "${hook}"`, BENCH_MEMORY_FILE: file } });
    return Number(readFileSync(file, 'utf8')) / 1024;
  } finally {
    rmSync(file, { force: true });
  }
};

/**
 * Measures contestants against a floor, one after the other, in pairs; the order within a pair alternates from round to round.
 * Returns for each contestant the median of the ratios, the spread of their middle half, and both medians.
 */
export const compare = (measure, floor, contestants, { rounds, warmUp = 2 }) => {
  for (let round = 0; round < warmUp; round += 1) for (const one of [floor, ...contestants]) measure(one);
  const seen = contestants.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, contestant] of contestants.entries()) {
      const first = round % 2 === 0 ? measure(floor) : undefined;
      const value = measure(contestant);
      seen[at]?.push({ value, floor: first ?? measure(floor) });
    }
  }
  return seen.map((pairs) => summary(pairs));
};

/** Summarizes pairs `{value, floor}` as one figure. */
export const summary = (pairs) => {
  const ratios = pairs.map(({ value, floor }) => value / floor);
  return {
    ratio: median(ratios),
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
    value: median(pairs.map(({ value }) => value)),
    floor: median(pairs.map(({ floor }) => floor)),
    pairs: pairs.length,
  };
};
