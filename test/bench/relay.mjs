// Sends deliveries through a relay over an outbound connection: boltcall with a Svix relay, smee-client with a smee server, both stand-ins.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { alternate, figures } from './forward.mjs';
import { startListener } from './listener.mjs';
import { startTarget } from './load.mjs';
import { environment } from './measure.mjs';
import { startSmee, startSvix } from './stand-ins.mjs';

const bars = {
  rate: { must: 1.5, aim: 1.8, better: 'more', unit: '/s', what: 'relayed a second' },
  p50: { must: 0.75, aim: 0.6, better: 'less', unit: 'ms', what: 'relayed, p50' },
};

/** Measures deliveries per second and p50 at 16 and 64 at once, against smee-client. */
export const relaying = async (workspace, smeeClient, { rounds }) => {
  const target = await startTarget();
  const [svix, smee] = [await startSvix(), await startSmee()];
  const listener = await startListener(workspace, ['--via', 'svix', '--forward-to', target.url], svix.env);
  const client = spawn(process.execPath, [join(smeeClient, 'bin/smee.js'), '--url', smee.url, '--target', target.url], {
    env: environment(workspace.env),
    stdio: 'ignore',
  });
  try {
    const gone = new Promise((_, reject) => client.once('exit', (code) => reject(new Error(`smee-client ended with ${code}`))));
    await Promise.race([smee.ready, gone]);
    gone.catch(() => {});
    const found = [];
    for (const concurrency of [16, 64]) {
      const pairs = await alternate(target, [smee, svix], concurrency, { rounds, count: 3_000, warmUp: 1_500 });
      found.push(...figures('relay', pairs, concurrency, 'smee-client', bars));
    }
    return found;
  } finally {
    client.removeAllListeners('exit');
    client.kill();
    await listener.stop();
    svix.stop();
    smee.stop();
    await target.stop();
  }
};
