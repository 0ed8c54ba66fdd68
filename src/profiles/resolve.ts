import { Failure, usage } from '../errors.ts';
import { agentRuns } from '../output/text/agent.ts';
import { inCi } from '../values/ci.ts';
import type { World } from '../world.ts';
import { placesOf } from './directories.ts';
import type { GlobalOptions } from './options.ts';
import { first, setting, switched, variable } from './precedence.ts';
import { readProject } from './project.ts';
import type { Setting, Settings } from './settings.ts';
import type { Profile } from './store.ts';
import { chooseFormat, viewOf, wantsJsonErrors } from './view.ts';
import { resolveWorkspace } from './workspace.ts';
import { checkedZone, machineZone, oddZone } from './zone.ts';

/** Returns a text from a profile; one that `profiles set` would refuse (edited by hand) is omitted with a warning. */
const kept = (
  profile: Profile,
  name: string,
  from: string,
  warnings: string[],
  fits: (value: string) => boolean = () => true,
): Setting<string> | undefined => {
  const value = profile[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && fits(value)) return { value, from };
  warnings.push(`${from}: \`${name}\` is not a valid ${name}; ignoring it. Set it with \`boltcall profiles set ${name} VALUE\`.`);
  return undefined;
};

const listed = (value: unknown): readonly string[] | undefined => {
  if (typeof value === 'string' && value !== '') return [value];
  return Array.isArray(value) && value.length > 0 ? value.filter((entry) => typeof entry === 'string') : undefined;
};

const region = async (chosen: Setting<string> | undefined): Promise<Setting<string> | undefined> => {
  if (chosen === undefined) return undefined;
  const { checkedRegion } = await import('../values/region.ts');
  return { value: checkedRegion(chosen.value, chosen.from), from: chosen.from };
};

/** Returns a checked value. If a stored one is invalid (edited by hand), warns instead of throwing, so that `profiles set` can correct it. */
const lenient = async <T>(stored: boolean, warnings: string[], check: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await check();
  } catch (thrown) {
    if (!stored || !(thrown instanceof Failure)) throw thrown;
    warnings.push(`${thrown.message}; ignoring it`);
    return undefined;
  }
};

const retries = (chosen: Setting<string> | undefined): Setting<number> => {
  if (chosen === undefined) return { value: 3, from: 'default' };
  if (!/^\d{1,2}$/.test(chosen.value.trim())) throw usage(`${chosen.from}: \`${chosen.value}\` is not a number from 0 to 99`);
  return { value: Number(chosen.value), from: chosen.from };
};

const timeout = async (chosen: Setting<string> | undefined): Promise<Setting<number>> => {
  if (chosen === undefined) return { value: 30_000, from: 'default' };
  const { readDuration } = await import('../values/duration.ts');
  return { value: readDuration(chosen.value, chosen.from), from: chosen.from };
};

/**
 * Resolves all settings from options, environment, `.boltcall.json`, profile and defaults, in this order (section 1 of the contract). Throws `usage`
 * for invalid options. A problem with only the key is stored in `keyFault` (see `requireKey`), so that commands without a key still work.
 * `how.anyProfile`: the profile need not exist (login).
 */
export const resolveSettings = async (options: GlobalOptions, world: World, how: { readonly anyProfile?: boolean } = {}): Promise<Settings> => {
  const { env } = world;
  const places = placesOf(world);
  const project = readProject(world);
  const { stored, notes, warnings, ...workspace } = await resolveWorkspace(options, world, project, places, how.anyProfile === true);
  const named = `profile ${workspace.profile.value}`;
  const own = (name: string, fits?: (value: string) => boolean): Setting<string> | undefined => kept(stored, name, named, warnings, fits);
  const here = <T>(value: T | undefined): Setting<T> | undefined => setting(value, '.boltcall.json');

  const { formats } = await import('../output/text/view.ts');
  const output = await chooseFormat(
    options,
    env,
    here(project.output),
    own('output', (value) => formats.some((format) => format === value)),
  );
  if (options.utc && options.tz !== undefined && options.tz.toUpperCase() !== 'UTC')
    throw usage('--utc and --tz cannot be used together', 'Drop one of them.');
  const typedZone = first(setting(options.tz, '--tz'), setting(options.utc ? 'UTC' : undefined, '--utc'), here(project.timezone));
  const zoneName = typedZone ?? own('timezone');
  const checked = zoneName && (await lenient(zoneName.from === named, warnings, () => checkedZone(zoneName)));
  const odd = zoneName && checked ? undefined : oddZone(env);
  if (odd !== undefined)
    notes.push(`TZ ${odd === '' ? 'is empty' : `is \`${odd}\``} and names no time zone: times are in UTC. Set it like Europe/Madrid, or give --tz.`);
  const zone: Setting<string> =
    zoneName && checked ? { value: checked, from: zoneName.from } : odd === undefined ? lazyZone(env) : { value: 'UTC', from: 'TZ' };
  const regionName = first(setting(options.region, '--region'), here(project.region), own('region'));
  const confirm = own('confirm', (value) => ['all', 'risky', 'never'].includes(value));
  const readOnly: Setting<boolean> = switched(env, 'BOLTCALL_READ_ONLY')
    ? { value: true, from: 'BOLTCALL_READ_ONLY' }
    : stored['read_only'] !== undefined && stored['read_only'] !== false
      ? { value: true, from: named }
      : options.readOnly
        ? { value: true, from: '--read-only' }
        : { value: false, from: 'default' };
  const optional = {
    region: await lenient(regionName?.from === named, warnings, () => region(regionName)),
    defaultAgent: first(here(project.default_agent), own('default_agent')),
    fromNumber: own('from_number'),
    forwardTo: first(here(project.forward_to), setting(listed(stored['forward_to']), named)),
    routes: here(project.routes),
    events: here(project.events),
    via: first(variable(env, 'BOLTCALL_VIA'), own('via')),
    ledger: first(variable(env, 'BOLTCALL_LEDGER'), own('ledger')),
    columns: here(project.columns),
  };

  return {
    ...workspace,
    ...present(optional),
    view: await viewOf(options, world, output.value, zone, project.columns),
    output,
    jsonErrors: output.value === 'json' || output.value === 'jsonl' || wantsJsonErrors(options, env),
    timeout: await timeout(first(setting(options.timeout, '--timeout'), variable(env, 'BOLTCALL_TIMEOUT'))),
    maxRetries: retries(first(setting(options.maxRetries, '--max-retries'), variable(env, 'BOLTCALL_MAX_RETRIES'))),
    // Determined on first use: opening standard input takes time and may keep the process running.
    get interactive() {
      return options.input !== false && !inCi(env) && world.stdin.isTTY === true && world.stderr.isTTY === true && !agentRuns(world);
    },
    yes: options.yes === true,
    dryRun: options.dryRun === true,
    readOnly,
    quiet: options.quiet === true,
    debug: options.debug === true || switched(env, 'BOLTCALL_DEBUG'),
    zone,
    confirm:
      confirm?.value === 'risky' || confirm?.value === 'never'
        ? { value: confirm.value, from: confirm.from }
        : { value: 'all', from: confirm?.from ?? 'default' },
    connection: {
      env,
      ...present({ caFile: options.caFile, clientCert: options.clientCert, clientKey: options.clientKey }),
    },
    places,
    notes,
    warnings,
  };
};

/** The machine's time zone, looked up on first use because that costs more than everything else here. */
const lazyZone = (env: World['env']): Setting<string> => {
  let found: string | undefined;
  return {
    from: 'default',
    get value() {
      found ??= machineZone(env);
      return found;
    },
  };
};

/** Returns an object without its undefined members. */
const present = <T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
