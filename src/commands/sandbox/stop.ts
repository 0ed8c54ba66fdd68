import { type Context, defineCommand } from '../../cli/command/command.ts';
import { flag } from '../../cli/command/option.ts';
import { Failure } from '../../errors.ts';
import { column } from '../../resources/resource.ts';
import { isProven } from '../../running.ts';
import { speak } from '../../sandbox/control/client.ts';
import { runningSandboxes, type SandboxState } from '../../sandbox/control/running.ts';
import { portOption, running, theOne } from './which.ts';

/** How long (ms) a sandbox may take to write its state and exit. */
const patience = 10_000;
const moment = 250;
const poll = 25;

const columns = [column('address', 'url'), column('stopped')];

export const command = defineCommand({
  columns,
  options: { ...portOption, all: flag('stop every sandbox on this machine') },
  detail: 'Succeeds even if no sandbox is running.',
  examples: ['sandbox stop', 'sandbox stop --all'],
  run: async (context, { all: every, ...which }) => {
    const all = await running(context, which);
    if (all.length === 0) {
      context.print.note('No sandbox is running.');
      if (context.print.view.format !== 'table') await context.print.list([], columns);
      return;
    }
    const chosen = every ? all : [await theOne(context, which)];
    for (const sandbox of chosen) await stop(context, sandbox);
    await context.print.list(
      chosen.map(({ address, port, pid }) => ({ address, port, pid, stopped: true })),
      columns,
    );
  },
});

/** Stops a sandbox and waits until its process has exited. One that no longer listens gets a signal. */
const stop = async ({ world, settings }: Context, sandbox: SandboxState): Promise<void> => {
  const begun = world.now();
  await speak(sandbox, 'POST', 'stop').catch((thrown: unknown) => {
    // If something else responds at that port, it is not our sandbox, and the process must not be touched either.
    if (!(thrown instanceof Failure && thrown.kind === 'network')) throw thrown;
    if (!isProven(sandbox, world)) {
      throw new Failure('network', `${thrown.message}; process ${sandbox.pid} was not signaled because it may be another program`, {
        cause: thrown,
        hint: `If it is the sandbox, end it with: kill ${sandbox.pid}`,
      });
    }
    world.kill(sandbox.pid, 'SIGTERM');
  });
  const announced = async (): Promise<boolean> => (await runningSandboxes(settings.places.state, world)).some(({ token }) => token === sandbox.token);
  while (world.alive(sandbox.pid)) {
    const waited = world.now() - begun;
    // A process that no parent waits for (for example in a container) appears alive after it has exited. Its state file is removed last.
    if (waited > moment && !(await announced())) return;
    if (waited > patience) throw new Failure('timeout', `the sandbox (process ${sandbox.pid}) did not stop within 10 s`);
    await world.sleep(poll);
  }
};
