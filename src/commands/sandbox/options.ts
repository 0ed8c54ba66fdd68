import { resolve } from 'node:path';
import type { Given, Option } from '../../cli/command/command.ts';
import { flagOf, listOf, numberOf, textOf } from '../../cli/command/given.ts';
import { usage } from '../../errors.ts';
import { choice, integer, list, text } from '../../resources/resource.ts';
import type { SandboxOptions } from '../../sandbox/options.ts';
import type { World } from '../../world.ts';

/** How the workspace of a sandbox is to be and behave; of `start` and `run` alike. */
export const workspaceOptions: readonly Option[] = [
  { name: 'data', value: 'file', field: text('keep the data in this file, across restarts and crashes') },
  {
    name: 'seed',
    value: 'n',
    field: integer('seed for the sample data: the same seed gives the same data', { min: 0, max: 2_147_483_647, preset: 1 }),
  },
  { name: 'seed-size', value: 'n', field: integer('number of calls, leads, messages and appointments to create', { min: 1, max: 10_000_000 }) },
  { name: 'empty', field: text('start with an empty workspace') },
  { name: 'now', value: 'time', field: text('start the sandbox clock at this time', { format: 'date-time' }), edge: 'from' },
  { name: 'plan', value: 'name', field: choice('enforce the rate limits of a plan (default: no limits)', ['starter', 'pro', 'elite']) },
  { name: 'latency', value: 'ms', field: integer('milliseconds to wait before each response', { min: 0, max: 600_000, preset: 0 }) },
  { name: 'fail', value: 'rate', field: text('share of requests that fail with 500, such as 5% or 0.05') },
  { name: 'fail-next', value: 'status', field: list('fail the next request with this status (repeatable)') },
  { name: 'speed', value: 'x', field: text('speed-up factor for calls and messages', { preset: 10 }) },
  { name: 'deliver-anywhere', field: text('deliver webhook events to public URLs too') },
];

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

/** What was typed, as the options of a sandbox. Fails with `usage`. */
export const sandboxOptions = (given: Given, world: World): SandboxOptions => {
  const [data, seed, size, now, plan, latency] = [
    textOf(given, 'data'),
    numberOf(given, 'seed'),
    numberOf(given, 'seed_size'),
    textOf(given, 'now'),
    textOf(given, 'plan'),
    numberOf(given, 'latency'),
  ];
  const [fail, speed] = [textOf(given, 'fail'), textOf(given, 'speed')];
  if (flagOf(given, 'empty') && size !== undefined) throw usage('--empty and --seed-size cannot be used together', 'Drop one of them.');
  return {
    ...(data === undefined ? {} : { data: resolve(world.cwd, data) }),
    ...(seed === undefined ? {} : { seed }),
    ...(size === undefined ? {} : { size }),
    ...(flagOf(given, 'empty') ? { empty: true } : {}),
    ...(now === undefined ? {} : { now: Date.parse(now) }),
    ...(plan === 'starter' || plan === 'pro' || plan === 'elite' ? { plan } : {}),
    ...(latency === undefined ? {} : { latency }),
    ...(fail === undefined ? {} : { fail: rate(fail) }),
    failNext: listOf(given, 'fail_next').map(status),
    ...(speed === undefined ? {} : { speed: factor(speed) }),
    deliverAnywhere: flagOf(given, 'deliver_anywhere'),
  };
};

/** The same options as arguments, for a child that is to be started with them. */
export const asArguments = (options: readonly Option[], given: Given): string[] =>
  options.flatMap(({ name, key }) => {
    const value = given.values[key ?? name.replaceAll('-', '_')];
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${name}`];
    return (Array.isArray(value) ? value : [value]).map((each) => `--${name}=${String(each)}`);
  });
