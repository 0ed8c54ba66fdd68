// Writes CPU profiles that show where time is spent: open them in the browser's developer tools.
import { execFileSync } from 'node:child_process';
import { startListener } from './listener.mjs';
import { deliveries, drive, poster, startTarget } from './load.mjs';
import { environment } from './measure.mjs';
import { commands } from './start.mjs';

export const names = ['version', 'help', 'table', 'plain', 'json', 'completion', 'listen'];

const flags = (name) => ['--cpu-prof', '--cpu-prof-interval', '200', `--cpu-prof-dir=${process.cwd()}`, `--cpu-prof-name=${name}.cpuprofile`];

/** Writes `NAME.cpuprofile` here, of one command or of a listener over 20,000 deliveries. The program is built unminified for it. */
export const profile = async (workspace, name) => {
  if (!names.includes(name)) throw new Error(`--profile takes one of ${names.join(', ')}`);
  if (name === 'listen') await listening(workspace);
  else {
    const { command, env } = commands(workspace)[name];
    execFileSync(command[0], [...flags(name), ...command.slice(1)], { env: environment(env), stdio: 'ignore' });
  }
  console.log(`${name}.cpuprofile written`);
};

const listening = async (workspace) => {
  const target = await startTarget();
  const listener = await startListener(workspace, ['--via', 'local', '--forward-to', target.url], {}, flags('listen'));
  const way = poster(listener.address, 16);
  await drive(target, way.send, deliveries(20_000), 16);
  await way.close();
  await listener.stop();
  await target.stop();
};
