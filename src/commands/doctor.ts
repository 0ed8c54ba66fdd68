import { type Context, defineCommand } from '../cli/command/command.ts';
import { option } from '../cli/command/option.ts';
import { type Check, failed, ok, skipped } from '../doctor/check.ts';
import { asFailure, Failure } from '../errors.ts';
import type { Settings } from '../profiles/settings.ts';
import { column, integer, text } from '../resources/resource.ts';

const columns = [column('check'), column('status', 'status'), column('message'), column('hint')];

const signs = { ok: ['✓', 'green'], warning: ['!', 'yellow'], failed: ['✗', 'red'], skipped: ['-', 'gray'] } as const;

export const command = defineCommand({
  columns,
  options: {
    forwardTo: option('url', text('target of `listen` to check (default: forward_to of the profile)'), { short: 'f' }),
    port: option('n', integer('local port that must be free', { min: 1, max: 65_535 })),
  },
  detail:
    'Checks Node, the time zone, file permissions, key, base URL, proxy, certificates, connection, clock, tunnel programs, port and target, and says how to fix what is wrong. Sends two requests, both reads.',
  examples: ['doctor', 'doctor -o json'],
  exits: { 14: 'a check failed' },
  run: async (context, { forwardTo, port }) => {
    const { print, settings } = context;
    const checks = await look(context, forwardTo, port ?? 0);
    if (settings.view.format === 'table' && settings.view.terminal) await print.write(await drawn(context, checks));
    else await print.list(checks, columns);
    const count = checks.filter(({ status }) => status === 'failed').length;
    if (count > 0) throw new Failure('check', `${count} of ${checks.length} checks failed`);
  },
});

const look = async (context: Context, target: string | undefined, port: number): Promise<Check[]> => {
  const { world, settings, signal } = context;
  const [machine, ports, service, { storeFile }, { parseTarget }] = await Promise.all([
    import('../doctor/machine.ts'),
    import('../doctor/ports.ts'),
    import('../doctor/service.ts'),
    import('../profiles/directories.ts'),
    import('../values/target.ts'),
  ]);
  const { places, baseUrl, connection } = settings;
  const targets = target === undefined ? savedTargets(settings) : [{ text: target, flag: '--forward-to', cloned: false }];
  const open = (): ReturnType<typeof world.network.open> => world.network.open(connection);
  const reach = await service.checkReach(open, baseUrl.value, settings.timeout.value, world, signal);
  const reached = reach[0]?.status !== 'failed';
  return [
    machine.checkNode(world.node),
    machine.checkZone(settings.zone),
    await machine.checkPlace('configuration', places.config, 0o700, world.platform),
    await machine.checkPlace('profiles', storeFile(places), 0o600, world.platform),
    await machine.checkPlace('state', places.state, 0o700, world.platform),
    service.checkAddress(settings),
    service.checkProxy(connection.env, baseUrl.value),
    await service.checkCertificates(connection),
    ...reach,
    await checkKey(context, reached),
    ...(await machine.checkTunnels(world, baseUrl.value)),
    await ports.checkPort(port),
    ...(await Promise.all(
      targets.map(({ text: one, flag, cloned }) => {
        try {
          const { text: shown, hostname, port: at, loopback } = parseTarget(one, flag);
          // A target named by a repository is only contacted on this machine.
          if (cloned && !loopback) return skipped('target', `${shown} (from .boltcall.json) is not this machine`);
          return ports.checkTarget(shown, hostname, at, target !== undefined);
        } catch (error) {
          const { message, details } = asFailure(error);
          return failed('target', message, details.hint);
        }
      }),
    )),
  ];
};

/** Returns the targets of the profile and of `.boltcall.json`, each with its name for messages and whether the repository names it. */
const savedTargets = ({ forwardTo, routes }: Settings): Array<{ readonly text: string; readonly flag: string; readonly cloned: boolean }> => {
  const cloned = forwardTo?.from === '.boltcall.json';
  const flag = cloned ? 'forward_to of .boltcall.json' : "the profile's forward_to";
  return [
    ...(forwardTo?.value.map((text) => ({ text, flag, cloned })) ?? []),
    ...(routes?.value.map(([, text]) => ({ text, flag: 'routes of .boltcall.json', cloned: true })) ?? []),
  ];
};

/** Checks whether there is a key and whether the API accepts it. */
const checkKey = async (context: Context, reached: boolean): Promise<Check> => {
  const { masked } = await import('../profiles/key.ts');
  try {
    const key = await context.key();
    const words = `${masked(key.value)} (${key.from}), ${context.settings.mode ?? 'live'}`;
    if (!reached) return skipped('key', `${words}; the API was not reached`);
    const { checkKey: ask } = await import('../cli/operation/key-check.ts');
    const verdict = await ask(context, key);
    return ok('key', `${words}; the API accepts it${verdict === 'limited' ? ', but it cannot list agents' : ''}`);
  } catch (error) {
    if (!(error instanceof Failure) || context.signal.aborted) throw error;
    return failed('key', error.message, error.details.hint);
  }
};

/** Returns the report for people: a mark, a name and a line per check, with advice below. */
const drawn = async ({ settings }: Context, checks: readonly Check[]): Promise<string> => {
  const [{ paint }, { safe }, { labeled }] = await Promise.all([
    import('../output/text/color.ts'),
    import('../output/text/safe.ts'),
    import('../output/text/labels.ts'),
  ]);
  const chalk = await paint(settings.view.color);
  const rows = checks.map(({ check, status, message, hint }) => {
    const [sign, color] = signs[status];
    const text = hint === undefined ? safe(message) : `${safe(message)}\n${chalk.dim(safe(hint))}`;
    return { lead: `${chalk[color](sign)} `, label: check, text };
  });
  return labeled(rows, settings.view.width, chalk.bold);
};
