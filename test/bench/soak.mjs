// Runs a listener for minutes at a steady 200 deliveries per second, with a second target that never responds and a large body each second:
// nothing may be lost or duplicated, and memory must stay flat.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startListener } from './listener.mjs';
import { deliveries, poster, startTarget } from './load.mjs';
import { quantile } from './measure.mjs';

const rate = 200;
const large = 5 * 1024 * 1024 - 1024;

const resident = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024;

/** Starts a target that accepts connections and never responds. */
const startSilent = async () => {
  const server = createServer((request) => request.resume());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/silent`, stop: () => server.closeAllConnections() ?? server.close() };
};

/** Runs the soak test. Prints a line per minute and the verdict; returns true if every check passed. */
export const soak = async (workspace, { minutes }) => {
  const target = await startTarget();
  const silent = await startSilent();
  const listener = await startListener(workspace, [
    '--via',
    'local',
    '--forward-to',
    target.url,
    '--route',
    `call.started=${silent.url}`,
    '--answer',
    'now',
  ]);
  const [usual, other] = [poster(listener.address, 32), poster(listener.address, 4)];
  const sent = { usual: 0, large: 0, silent: 0 };
  const refused = [];
  let times = [];
  let waiting = 0;
  const began = performance.now();
  const memories = [];

  const post = (way, item, kind) => {
    sent[kind] += 1;
    waiting += 1;
    const at = performance.now();
    if (kind !== 'silent') target.waiting.set(item.id, () => times.push(performance.now() - at));
    way.send(item, (error) => {
      waiting -= 1;
      if (error && kind !== 'silent') refused.push(`${kind}: ${error.message}`);
    });
  };
  let due = 0;
  for (let second = 0; second < minutes * 60; second += 1) {
    post(other, deliveries(1, { bytes: large })[0], 'large');
    for (let piece = 0; piece < 20; piece += 1) {
      for (const item of deliveries(rate / 20)) post(usual, item, 'usual');
      if (piece % 10 === 0) post(other, deliveries(1, { name: 'call.started' })[0], 'silent');
      due += 1000 / 20;
      await sleep(Math.max(0, began + due - performance.now()));
    }
    if (!listener.running()) throw new Error(`listen ended: ${readFileSync(`${listener.output}.txt`, 'utf8').slice(-500)}`);
    memories.push(resident(listener.pid));
    if ((second + 1) % 60 === 0) {
      const here = memories.slice(-60);
      console.log(
        `minute ${(second + 1) / 60}: ${sent.usual} sent, ${refused.length} refused, arrival p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms, memory ${(here.reduce((sum, one) => sum + one, 0) / here.length).toFixed(0)} MiB`,
      );
      times = [];
    }
  }
  for (let tries = 0; tries < 100 && (waiting > 0 || target.waiting.size > 0); tries += 1) await sleep(100);
  const lost = target.waiting.size;
  const doubled = [...target.counts.values()].filter((count) => count > 1).length;
  const mean = (list) => list.reduce((sum, one) => sum + one, 0) / list.length;
  // Compares the second minute, when everything is warmed up, with the last.
  const early = mean(memories.slice(60, 120).length > 0 ? memories.slice(60, 120) : memories.slice(0, 30));
  const late = mean(memories.slice(-60));
  await Promise.all([usual.close(), other.close()]);
  await listener.stop();
  silent.stop();
  await target.stop();
  const flat = late <= early * 1.2;
  console.log(
    `${sent.usual + sent.large} deliveries to the target (${sent.large} of 5 MiB) and ${sent.silent} to one that never answers: ${lost} lost, ${doubled} doubled, ${refused.length} refused`,
  );
  console.log(`memory: ${early.toFixed(0)} MiB in minute two, ${late.toFixed(0)} MiB in the last: ${flat ? 'flat' : 'GROWS'}`);
  for (const why of [...new Set(refused)].slice(0, 5)) console.log(`refused: ${why}`);
  return lost === 0 && doubled === 0 && refused.length === 0 && flat;
};
