// A target and a sender of deliveries in one process, so that both read the same clock. A closed loop: a fixed number of deliveries is in
// flight, and the next is sent when one has arrived at the target and its sender has a response.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { median, quantile } from './measure.mjs';

/** The signing secret of the deliveries. */
export const secret = 'whsec_benchmark_0123456789';

let made = 0;

/** Creates `count` distinct deliveries of 1 KiB, signed as the service does. */
export const deliveries = (count, { bytes = 1024, name = 'call.completed' } = {}) =>
  Array.from({ length: count }, () => {
    made += 1;
    const id = `evt_${made}`;
    const event = { event: name, id, data: { call_id: `call_${made}`, agent_id: 'agent_000001', duration_seconds: made % 600, note: '' } };
    event.data.note = 'x'.repeat(Math.max(0, bytes - JSON.stringify(event).length));
    const body = Buffer.from(JSON.stringify(event));
    return { id, event, body, signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
  });

/** Starts the target, which responds 200 to everything and resolves the promise of whoever waits for an id. */
export const startTarget = async () => {
  const waiting = new Map();
  const counts = new Map();
  const server = createServer((request, response) => {
    const id = request.headers['x-bench'];
    request.resume();
    request.on('end', () => {
      response.end();
      counts.set(id, (counts.get(id) ?? 0) + 1);
      const arrived = waiting.get(id);
      waiting.delete(id);
      arrived?.();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/hooks`,
    waiting,
    /** How often each id has arrived. */
    counts,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
};

/** Returns a function that sends over HTTP to a URL, on keep-alive connections. */
export const poster = (address, connections) => {
  const url = new URL(address);
  const pool = new Pool(url.origin, { connections, pipelining: 1 });
  const send = ({ id, body, signature }, answered) => {
    const headers = ['content-type', 'application/json', 'x-boltcall-signature', signature, 'x-bench', id];
    let status = 0;
    pool.dispatch(
      { method: 'POST', path: url.pathname + url.search, headers, body },
      {
        onConnect() {},
        onHeaders(code) {
          status = code;
          return true;
        },
        onData: () => true,
        onComplete: () => answered(status === 200 ? undefined : new Error(`answered ${status}`)),
        onError: answered,
      },
    );
  };
  return { send, close: () => pool.destroy() };
};

/** Sends all items, `concurrency` at once. Returns deliveries per second, and the median and 99th percentile of ms from sending to arrival. */
export const drive = (target, send, items, concurrency) =>
  new Promise((resolve, reject) => {
    const times = [];
    let next = 0;
    let done = 0;
    const began = performance.now();
    const stuck = setTimeout(() => reject(new Error(`${items.length - done} of ${items.length} deliveries were lost`)), 60_000);
    const start = () => {
      const item = items[next];
      if (item === undefined) return;
      next += 1;
      const sent = performance.now();
      let open = 2;
      const half = (error) => {
        if (error) {
          clearTimeout(stuck);
          return reject(error);
        }
        open -= 1;
        if (open > 0) return;
        done += 1;
        if (done < items.length) return start();
        clearTimeout(stuck);
        resolve({ rate: (items.length / (performance.now() - began)) * 1000, p50: median(times), p99: quantile(times, 0.99) });
      };
      target.waiting.set(item.id, () => {
        times.push(performance.now() - sent);
        half();
      });
      send(item, half);
    };
    for (let slot = 0; slot < Math.min(concurrency, items.length); slot += 1) start();
  });
