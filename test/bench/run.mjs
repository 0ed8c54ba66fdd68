// `npm run bench`: reports every figure as a ratio to a floor from the same run. See `--help`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { forwarderMemory, forwarding } from './forward.mjs';
import { growth } from './growth.mjs';
import { machine } from './machine.mjs';
import { installPeers } from './peers.mjs';
import { names, profile } from './profile.mjs';
import { relaying } from './relay.mjs';
import { soak } from './soak.mjs';
import { againstPeer, executable, inTerminal, memories, startUp } from './start.mjs';
import { figureTable, growthTable, machineLine } from './table.mjs';
import { openWorkspace } from './workspace.mjs';

const help = `npm run bench -- [options]

  --only PART        one of start, executable, terminal, memory, peers, forward, forwarder-memory, relay; repeat for more
  --quick            fewer rounds: sooner, and less steady
  --peer 'COMMAND'   another program to stand beside, against \`node -e 0\`: --peer 'resend --version'; repeat for more
  --profile NAME     write a CPU profile of one of ${names.join(', ')}
  --growth           time and memory as the rows grow: lists, imports, the log (a table of its own; minutes)
  --soak [MINUTES]   200 deliveries a second for so long (default 10): nothing lost or doubled, memory flat

BOLTCALL_PROGRAM names a built program; without it the sources are built into a temporary directory.
The results of a whole run go to test/bench/results.json. The exit code is 1 where a bar that must be reached is not.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true, default: [] },
    peer: { type: 'string', multiple: true, default: [] },
    profile: { type: 'string' },
    quick: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    soak: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const results = fileURLToPath(new URL('results.json', import.meta.url));
const rounds = values.quick
  ? { start: 7, memory: 3, forward: 5, relay: 5, forwarder: 2 }
  : { start: 21, memory: 15, forward: 31, relay: 15, forwarder: 15 };

/** The parts in the order in which they run: a name, and a function that returns the figures or the reason why there are none. */
const parts = (workspace, peers) => {
  const bin = join(workspace.directory, 'peers/node_modules/.bin');
  const others = values.peer.map((line) => ({
    name: line,
    command: line.split(' '),
    env: { ...workspace.env, PATH: `${bin}:${process.env['PATH']}` },
  }));
  const without = (what) => ({ skipped: `${what}: the peer could not be installed from npm (${peers.missing})` });
  return [
    ['start', () => startUp(workspace, { rounds: rounds.start, peers: others })],
    ['executable', () => executable(workspace, { rounds: rounds.start })],
    ['terminal', () => inTerminal(workspace, { rounds: rounds.start })],
    ['memory', () => memories(workspace, { rounds: rounds.memory })],
    ['peers', () => (peers.resend ? againstPeer(workspace, peers.resend, { rounds: rounds.start }) : without('resend-cli'))],
    ['forward', () => forwarding(workspace, { rounds: rounds.forward })],
    ['forwarder-memory', () => forwarderMemory(workspace, { rounds: rounds.forwarder })],
    ['relay', () => (peers.smee ? relaying(workspace, peers.smee, { rounds: rounds.relay }) : without('smee-client'))],
  ].filter(([name]) => values.only.length === 0 || values.only.includes(name));
};

const bench = async (workspace) => {
  const facts = machine();
  console.log(machineLine(facts));
  const directory = join(workspace.directory, 'peers');
  mkdirSync(directory);
  const needed = values.peer.length > 0 || ['peers', 'relay'].some((name) => values.only.length === 0 || values.only.includes(name));
  const peers = needed ? installPeers(directory) : {};
  const figures = [];
  const skipped = [];
  for (const [name, measure] of parts(workspace, peers)) {
    process.stderr.write(`measuring ${name} …\n`);
    const found = await measure();
    for (const one of [found].flat()) one.skipped === undefined ? figures.push(one) : skipped.push(one.skipped);
  }
  console.log(figureTable(figures));
  for (const why of skipped) console.log(`Not measured: ${why}`);
  // A partial or quick run is not a result to keep.
  if (values.only.length === 0 && !values.quick)
    writeFileSync(results, `${JSON.stringify({ machine: facts, peers: peers.versions, figures, skipped }, undefined, 2)}\n`);
  if (figures.some(({ reached }) => reached === false)) process.exitCode = 1;
};

if (values.help) process.stdout.write(help);
else {
  const workspace = await openWorkspace({ plain: values.profile !== undefined });
  process.on('exit', () => rmSync(workspace.directory, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  try {
    if (values.profile !== undefined) await profile(workspace, values.profile);
    else if (values.growth) {
      const facts = machine();
      console.log(machineLine(facts));
      console.log(growthTable(await growth(workspace, { quick: values.quick, say: (text) => process.stderr.write(`${text}\n`) })));
    } else if (values.soak) {
      console.log(machineLine(machine()));
      if (!(await soak(workspace, { minutes: Number(positionals[0] ?? 10) }))) process.exitCode = 1;
    } else await bench(workspace);
  } finally {
    await workspace.close();
  }
}
