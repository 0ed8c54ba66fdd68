import type { Context } from '../../cli/command/command.ts';
import { option, type ValuesOf } from '../../cli/command/option.ts';
import { Failure, usage } from '../../errors.ts';
import { integer } from '../../resources/resource.ts';
import { runningSandboxes, type SandboxState } from '../../sandbox/control/running.ts';

/** Which of several sandboxes is meant. */
export const portOption = { port: option('n', integer('port of the sandbox, if several are running', { min: 1, max: 65_535 })) };

type Which = ValuesOf<typeof portOption>;

/** The sandboxes that run, or the one on the port that was typed. */
export const running = async ({ settings, world }: Context, { port }: Which): Promise<SandboxState[]> => {
  const all = await runningSandboxes(settings.places.state, world);
  return port === undefined ? all : all.filter((each) => each.port === port);
};

/** That none runs, with what to do. */
export const noneRuns = ({ port }: Which): Failure =>
  new Failure('check', port === undefined ? 'no sandbox is running on this machine' : `no sandbox is running on port ${port}`, {
    hint: 'Start one with `boltcall sandbox start`.',
  });

/** The one that is meant: the only one, or that on the port typed. Fails with `check` where none runs, with `usage` where several do. */
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
