import { resolve } from 'node:path';
import { type DeclaredOptions, flag, named, option, type ValuesOf } from '../../cli/command/option.ts';
import { usage } from '../../errors.ts';
import { choice, integer, list, text } from '../../resources/resource.ts';
import type { SandboxOptions } from '../../sandbox/options.ts';
import type { World } from '../../world.ts';

/** Options for the content and behavior of a sandbox, shared by `start` and `run`. */
export const workspaceOptions = {
  data: option('file', text('keep the data in this file, across restarts and crashes')),
  seed: option('n', integer('seed for the sample data: the same seed gives the same data', { min: 0, max: 2_147_483_647, preset: 1 })),
  seedSize: option('n', integer('number of calls, leads, messages and appointments to create', { min: 1, max: 10_000_000 })),
  empty: flag('start with an empty workspace', { conflicts: ['seedSize'] }),
  now: option('time', text('start the sandbox clock at this time', { format: 'date-time' }), { edge: 'from' }),
  plan: option('name', choice('enforce the rate limits of a plan (default: no limits)', ['starter', 'pro', 'elite'])),
  latency: option('ms', integer('milliseconds to wait before each response', { min: 0, max: 600_000, preset: 0 })),
  fail: option('rate', text('share of requests that fail with 500, such as 5% or 0.05')),
  failNext: option('status', list('fail the next request with this status (repeatable)')),
  speed: option('x', text('speed-up factor for calls and messages', { preset: 10 })),
  deliverAnywhere: flag('deliver webhook events to public URLs too'),
};

const rate = (typed: string): number => {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(typed.trim());
  const share = match ? Number(match[1]) / (match[2] ? 100 : 1) : Number.NaN;
  if (!(share >= 0 && share <= 1)) throw usage(`--fail: \`${typed}\` is not a share`, 'Write it like 5% or 0.05; at most 100% or 1.');
  return share;
};

const factor = (typed: string): number => {
  const value = /^\d+(\.\d+)?$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  if (!(value > 0 && value <= 1_000_000))
    throw usage(`--speed: \`${typed}\` is not a number above 0`, 'Write it like 10, for ten times as fast as life.');
  return value;
};

const status = (typed: string): number => {
  if (!/^[45]\d\d$/.test(typed.trim()))
    throw usage(`--fail-next: \`${typed}\` is not the status of a failure`, 'Write it like 503; from 400 to 599.');
  return Number(typed);
};

/** Returns the typed options as sandbox options. Fails with `usage`. */
export const sandboxOptions = (typed: ValuesOf<typeof workspaceOptions>, world: World): SandboxOptions => {
  const { data, seed, seedSize: size, empty, now, plan, latency, fail, failNext, speed, deliverAnywhere } = typed;
  return {
    ...(data === undefined ? {} : { data: resolve(world.cwd, data) }),
    ...(seed === undefined ? {} : { seed }),
    ...(size === undefined ? {} : { size }),
    ...(empty ? { empty } : {}),
    ...(now === undefined ? {} : { now: Date.parse(now) }),
    ...(plan === undefined ? {} : { plan }),
    ...(latency === undefined ? {} : { latency }),
    ...(fail === undefined ? {} : { fail: rate(fail) }),
    failNext: failNext.map(status),
    ...(speed === undefined ? {} : { speed: factor(speed) }),
    deliverAnywhere,
  };
};

/** Returns the same options as arguments for a child process. */
export const asArguments = <Options extends DeclaredOptions>(options: Options, typed: ValuesOf<Options>): string[] => {
  const names = new Map(named(options).map(({ key, name }) => [key, `--${name}`]));
  return Object.entries<unknown>(typed).flatMap(([key, value]) => {
    const name = names.get(key);
    if (name === undefined || value === undefined || value === false) return [];
    return value === true ? [name] : [value].flat().map((each) => `${name}=${String(each)}`);
  });
};
