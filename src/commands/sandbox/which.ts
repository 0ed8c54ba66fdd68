import type { Context } from '../../cli/command/command.ts';
import { option, type ValuesOf } from '../../cli/command/option.ts';
import { Failure, usage } from '../../errors.ts';
import { integer } from '../../resources/resource.ts';
import { runningSandboxes, type SandboxState } from '../../sandbox/control/running.ts';

/** Selects one of several sandboxes. */
export const portOption = { port: option('n', integer('port of the sandbox, if several are running', { min: 1, max: 65_535 })) };

type Which = ValuesOf<typeof portOption>;

/** Returns the running sandboxes, or only the one on the given port. */
export const running = async ({ settings, world }: Context, { port }: Which): Promise<SandboxState[]> => {
  const all = await runningSandboxes(settings.places.state, world);
  return port === undefined ? all : all.filter((each) => each.port === port);
};

/** Returns the failure for no running sandbox, with advice. */
export const noneRuns = ({ port }: Which): Failure =>
  new Failure('check', port === undefined ? 'no sandbox is running on this machine' : `no sandbox is running on port ${port}`, {
    hint: 'Start one with `boltcall sandbox start`.',
  });

/** Returns the selected sandbox: the only one, or the one on the given port. Fails with `check` if none runs, with `usage` if several do. */
export const theOne = async (context: Context, which: Which): Promise<SandboxState> => {
  const [first, ...others] = await running(context, which);
  if (!first) throw noneRuns(which);
  if (others.length > 0) {
    throw usage(
      `${others.length + 1} sandboxes are running: on ports ${[first, ...others].map(({ port }) => port).join(', ')}`,
      'Choose one with --port.',
    );
  }
  return first;
};
