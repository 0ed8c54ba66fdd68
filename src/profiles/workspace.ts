import { Failure, usage } from '../errors.ts';
import type { World } from '../world.ts';
import { checkedBaseUrl, usualBaseUrl } from './base-url.ts';
import type { Places } from './directories.ts';
import { checkedKey, modeOf } from './key.ts';
import { namedCommand, storedKeyCommand } from './key-command.ts';
import type { GlobalOptions } from './options.ts';
import { first, setting, switched, variable } from './precedence.ts';
import type { Project } from './project.ts';
import type { Setting, Settings } from './settings.ts';
import { type Profile, profileOf, readStore, type Store } from './store.ts';

/** The workspace: the settings that decide where requests go and with which key. */
export type Workspace = Pick<Settings, 'profile' | 'apiKey' | 'heldKey' | 'keyCommand' | 'keyFault' | 'baseUrl' | 'mode' | 'sandbox'> & {
  readonly stored: Profile;
  readonly notes: string[];
  readonly warnings: string[];
};

const textOf = (profile: Profile, name: string): string | undefined => {
  const value = profile[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Returns the store, or why it is unreadable: a key from elsewhere works without it. */
const tryStore = (places: Places): { store: Store; fault?: Failure } => {
  try {
    return { store: readStore(places) };
  } catch (thrown) {
    if (thrown instanceof Failure) return { store: { profiles: {} }, fault: thrown };
    throw thrown;
  }
};

/** Returns the mode that --test, --live or BOLTCALL_MODE requires. */
const wantedMode = async (options: GlobalOptions, env: World['env']): Promise<Setting<'test' | 'live'> | undefined> => {
  if (options.test && options.live) throw usage('--test and --live cannot be used together', 'Drop one of them.');
  if (options.test) return { value: 'test', from: '--test' };
  if (options.live) return { value: 'live', from: '--live' };
  const named = variable(env, 'BOLTCALL_MODE');
  if (named === undefined) return undefined;
  if (named.value === 'test' || named.value === 'live') return { value: named.value, from: named.from };
  const { didYouMean } = await import('../values/suggest.ts');
  throw usage(`BOLTCALL_MODE must be test or live, not \`${named.value}\``, didYouMean(named.value, ['test', 'live']));
};

const unknownProfile = async (chosen: Setting<string>, store: Store): Promise<Failure> => {
  const names = Object.keys(store.profiles);
  const { suggest } = await import('../values/suggest.ts');
  const close = suggest(chosen.value, names);
  const have = names.length === 0 ? 'No profiles yet' : `Profiles: ${names.join(', ')}`;
  const quoted = /^[\w.-]+$/.test(chosen.value) ? chosen.value : `'${chosen.value}'`;
  return usage(
    `unknown profile \`${chosen.value}\` (from ${chosen.from})`,
    close ? `Did you mean \`${close}\`?` : `${have}. Create it with \`boltcall login --profile ${quoted}\`.`,
  );
};

/** Returns the key of --api-key: `-` and `@file` are read, so that the key need not appear in a process list. */
const typedKey = async (options: GlobalOptions, world: World): Promise<Setting<string> | undefined> => {
  if (options.apiKey === undefined) return undefined;
  const { readLong } = await import('../values/text.ts');
  const secret = await readLong(options.apiKey, '--api-key', world, { secret: true });
  world.keys.add(secret);
  return { value: checkedKey(secret, '--api-key'), from: '--api-key' };
};

/** Returns the running sandbox, which overrides the profile and the environment. */
const sandboxed = async (places: Places, world: World, from: string): Promise<Pick<Workspace, 'baseUrl' | 'heldKey' | 'keyFault'>> => {
  const { runningSandbox } = await import('../sandbox/control/running.ts');
  const running = await runningSandbox(places.state, world);
  if (running) return { baseUrl: { value: new URL(running.address), from }, heldKey: { value: running.key, from } };
  return {
    baseUrl: { value: new URL('http://127.0.0.1:4010/v1'), from },
    keyFault: usage(
      'no sandbox is running on this machine',
      `Start one with \`boltcall sandbox start\`${from === '--sandbox' ? '' : ', or unset BOLTCALL_SANDBOX'}.`,
    ),
  };
};

/**
 * Resolves profile, base URL and key, in the order option, environment, project, profile, default. `--profile` as an option overrides the key, base
 * URL and profile of the environment, with a note. A problem with only the key is stored in `keyFault` for callers that need the key. `anyProfile`
 * allows a profile that does not exist yet. Throws `usage`.
 */
export const resolveWorkspace = async (
  options: GlobalOptions,
  world: World,
  project: Project,
  places: Places,
  anyProfile: boolean,
): Promise<Workspace> => {
  const { env } = world;
  const notes: string[] = [];
  const warnings: string[] = [];
  const { store, fault } = tryStore(places);
  const pinned = options.profile !== undefined;
  if (options.profile?.trim() === '') throw usage('--profile: the name is empty', 'Run `boltcall profiles list` to see the names.');
  const profile: Setting<string> = first(
    setting(options.profile?.trim(), '--profile'),
    variable(env, 'BOLTCALL_PROFILE'),
    setting(project.profile, '.boltcall.json'),
    setting(store.current, 'profiles use'),
  ) ?? { value: 'default', from: 'default' };
  const stored = profileOf(store, profile.value);

  const bySwitch = switched(env, 'BOLTCALL_SANDBOX');
  const sandbox = options.sandbox === true || bySwitch;
  const sandboxFrom = options.sandbox ? '--sandbox' : 'BOLTCALL_SANDBOX';
  if (sandbox) {
    const clash = options.baseUrl !== undefined ? '--base-url' : options.apiKey !== undefined ? '--api-key' : undefined;
    if (clash) throw usage(`${sandboxFrom} and ${clash} cannot be used together`, 'The sandbox has its own base URL and key: drop one of them.');
  }

  const exported = (name: string): Setting<string> | undefined => {
    const found = variable(env, name);
    if (found === undefined || sandbox || !pinned) return found;
    notes.push(`Using --profile ${profile.value}, not ${name}.`);
    return undefined;
  };
  if (pinned && env['BOLTCALL_PROFILE'] && env['BOLTCALL_PROFILE'] !== profile.value) {
    notes.push(`Using --profile ${profile.value}, not BOLTCALL_PROFILE (${env['BOLTCALL_PROFILE']}).`);
  }
  const optionKey = await typedKey(options, world);
  const envKey = optionKey ? undefined : exported('BOLTCALL_API_KEY');
  const givenKey = optionKey ?? (envKey && !sandbox ? { value: checkedKey(envKey.value, envKey.from), from: envKey.from } : undefined);
  const keyElsewhere = givenKey !== undefined || sandbox;

  if (fault && keyElsewhere && !pinned) warnings.push(`${fault.message}; ignoring it`);
  if (fault && pinned && !anyProfile) throw fault;
  // `profiles use default` names what counts without it, so that it need not exist.
  const usual = profile.from === 'default' || (profile.from === 'profiles use' && profile.value === 'default');
  if (!fault && stored === undefined && !usual && !anyProfile) {
    const failure = await unknownProfile(profile, store);
    // A project may name a profile that this machine (such as a CI runner) does not need, because its key comes from elsewhere.
    if (!(profile.from === '.boltcall.json' && keyElsewhere)) throw failure;
    notes.push(`${failure.message}; using the key from ${givenKey?.from ?? sandboxFrom}.`);
  }
  const own = stored ?? {};
  const named = `profile ${profile.value}`;
  const base = { profile, stored: own, sandbox, notes, warnings };
  const limit = await wantedMode(options, env);

  let { baseUrl, heldKey, keyCommand, keyFault }: Pick<Workspace, 'baseUrl' | 'heldKey' | 'keyCommand' | 'keyFault'> = sandbox
    ? await sandboxed(places, world, sandboxFrom)
    : addressAndKey(
        first(setting(options.baseUrl, '--base-url'), options.baseUrl === undefined ? exported('BOLTCALL_BASE_URL') : undefined),
        givenKey,
        own,
        named,
      );
  if (heldKey) world.keys.add(heldKey.value);
  if (fault && heldKey === undefined && !sandbox) keyFault = fault;
  const mode = heldKey ? modeOf(heldKey.value) : keyCommand && storedMode(own);
  if (limit && mode && limit.value !== mode && !keyFault) {
    keyFault = usage(
      `${limit.from} allows only a ${limit.value} key, and the key from ${(heldKey ?? keyCommand)?.from} is a ${mode} key`,
      `Use a profile with a ${limit.value} key, or drop ${limit.from}.`,
    );
  }
  return {
    ...base,
    baseUrl,
    ...(heldKey ? { heldKey } : {}),
    ...(heldKey && !keyFault ? { apiKey: heldKey } : {}),
    ...(keyCommand ? { keyCommand } : {}),
    ...(keyFault ? { keyFault } : {}),
    ...(mode ? { mode } : {}),
  };
};

/** Returns the result of `check`, or the failure it throws. */
const tried = <T>(check: () => T): { value: T; fault?: undefined } | { value?: undefined; fault: Failure } => {
  try {
    return { value: check() };
  } catch (thrown) {
    if (thrown instanceof Failure) return { fault: thrown };
    throw thrown;
  }
};

/** Returns the failure for an invalid value in a profile (edited by hand), with the command that corrects it. */
const storedFault = (fault: Failure, repair: string): Failure => usage(fault.message, `Fix it with \`boltcall ${repair}\`.`);

/**
 * Resolves base URL and key without a sandbox. A stored key is sent only to the origin it was stored for. A problem with a stored value is kept in
 * `keyFault`, so that `login` and `profiles set` can correct it.
 */
const addressAndKey = (
  givenUrl: Setting<string> | undefined,
  givenKey: Setting<string> | undefined,
  stored: Profile,
  named: string,
): Pick<Workspace, 'baseUrl' | 'heldKey' | 'keyCommand' | 'keyFault'> => {
  const usual: Setting<URL> = { value: new URL(usualBaseUrl), from: 'default' };
  const own = setting(textOf(stored, 'base_url'), named);
  const kept = own && tried(() => checkedBaseUrl(own));
  const baseUrl: Setting<URL> = givenUrl
    ? { value: checkedBaseUrl(givenUrl), from: givenUrl.from }
    : kept?.value
      ? { value: kept.value, from: named }
      : usual;
  const key = textOf(stored, 'api_key');
  const heldKey = givenKey ?? setting(key, named);
  const fault = (keyFault: Failure) => ({ baseUrl, ...(heldKey ? { heldKey } : {}), keyFault });
  if (!givenUrl && kept?.fault) return fault(storedFault(kept.fault, 'profiles set base_url URL'));
  if (givenKey) return { baseUrl, heldKey: givenKey };
  const home = textOf(stored, 'key_origin') ?? (kept?.value ?? usual.value).origin;
  const elsewhere = (): Failure =>
    usage(
      `the key of ${named} belongs to ${home} and will not be sent to ${baseUrl.value.origin}`,
      `Set the key for ${baseUrl.value.origin} in BOLTCALL_API_KEY, or save it: \`boltcall login --profile NAME --base-url ${baseUrl.value.href}\`.`,
    );
  if (key === undefined) {
    if (stored['key_command'] === undefined) return { baseUrl };
    const command = tried(() => storedKeyCommand(stored['key_command'], named));
    if (command.fault) return fault(command.fault);
    if (home !== baseUrl.value.origin) return fault(elsewhere());
    return { baseUrl, keyCommand: { value: command.value, from: namedCommand(named, command.value) } };
  }
  const checked = tried(() => checkedKey(key, named));
  if (checked.fault) return fault(storedFault(checked.fault, 'login'));
  if (home === baseUrl.value.origin) return { baseUrl, heldKey: { value: checked.value, from: named } };
  return fault(elsewhere());
};

/** Returns the mode that the command's key had at login. */
const storedMode = (stored: Profile): 'test' | 'live' => (stored['key_mode'] === 'test' ? 'test' : 'live');
