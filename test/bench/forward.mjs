// Sends deliveries on loopback through the listener, which verifies, logs and forwards, and through a bare proxy that only forwards.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startListener } from './listener.mjs';
import { deliveries, drive, poster, startTarget } from './load.mjs';
import { summary } from './measure.mjs';
import { startScript } from './workspace.mjs';

const bars = {
  rate: { must: 0.7, aim: 0.9, better: 'more', unit: '/s', what: 'deliveries a second' },
  p50: { must: 1.4, aim: 1.1, better: 'less', unit: 'ms', what: 'p50' },
  p99: { must: 2, aim: 1.5, better: 'less', unit: 'ms', what: 'p99' },
};

/** Runs rounds of both, alternating. Returns the pairs for each measure. */
export const alternate = async (target, [floor, ours], concurrency, { rounds, count, warmUp }) => {
  const once = (way, many) => drive(target, way.send, deliveries(many), concurrency);
  for (const way of [floor, ours]) await once(way, warmUp);
  const pairs = [];
  for (let round = 0; round < rounds; round += 1) {
    const first = round % 2 === 0 ? await once(floor, count) : undefined;
    const value = await once(ours, count);
    pairs.push({ value, floor: first ?? (await once(floor, count)) });
  }
  return pairs;
};

/** Returns one figure for each measure of the pairs. */
export const figures = (part, pairs, concurrency, against, chosen) =>
  Object.entries(chosen).map(([key, { what, ...bar }]) => ({
    part,
    name: `${what} at ${concurrency}`,
    against,
    ...bar,
    ...summary(pairs.map(({ value, floor }) => ({ value: value[key], floor: floor[key] }))),
  }));

/** Measures deliveries per second, p50 and p99 at 1, 16 and 64 at once. */
export const forwarding = async (workspace, { rounds }) => {
  const target = await startTarget();
  const bare = await startScript('bare-proxy.mjs', [target.url]);
  const listener = await startListener(workspace, ['--via', 'local', '--forward-to', target.url]);
  const found = [];
  try {
    for (const concurrency of [1, 16, 64]) {
      const ways = [poster(`http://127.0.0.1:${bare.line}/hooks`, concurrency), poster(listener.address, concurrency)];
      const pairs = await alternate(target, ways, concurrency, { rounds, count: concurrency === 1 ? 2_000 : 4_000, warmUp: 1_500 });
      for (const way of ways) await way.close();
      found.push(...figures('forward', pairs, concurrency, 'bare proxy', bars));
    }
    const doubled = [...target.counts.values()].filter((times) => times > 1).length;
    if (doubled > 0) throw new Error(`${doubled} deliveries arrived more than once`);
    return found;
  } finally {
    await listener.stop();
    await bare.stop();
    await target.stop();
  }
};

const hook = fileURLToPath(new URL('memory.cjs', import.meta.url));

/** Measures the peak memory of a forwarder over 10,000 deliveries, 16 at once, with fresh processes in alternation. */
export const forwarderMemory = async (workspace, { rounds }) => {
  const target = await startTarget();
  let asked = 0;
  const peakOf = async (start) => {
    asked += 1;
    const file = join(workspace.directory, `memory-${asked}`);
    const { address, stop } = await start({ NODE_OPTIONS: `--require "${hook}"`, BENCH_MEMORY_FILE: file });
    const way = poster(address, 16);
    await drive(target, way.send, deliveries(10_000), 16);
    await way.close();
    await stop();
    return Number(readFileSync(file, 'utf8')) / 1024;
  };
  const bare = async (env) => {
    const { line, child } = await startScript('bare-proxy.mjs', [target.url], env);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const stop = () => {
      child.stdin.end();
      return ended;
    };
    return { address: `http://127.0.0.1:${line}/hooks`, stop };
  };
  const ours = (env) => startListener(workspace, ['--via', 'local', '--forward-to', target.url], env);
  try {
    const pairs = [];
    for (let round = 0; round < rounds; round += 1) pairs.push({ floor: await peakOf(bare), value: await peakOf(ours) });
    const bar = { must: 1.2, aim: 1.0, better: 'less', unit: 'MiB', against: 'bare proxy' };
    return { part: 'forward', name: 'peak memory over 10,000 deliveries', ...bar, ...summary(pairs) };
  } finally {
    await target.stop();
  }
};
