import { type Context, defineCommand } from '../cli/command/command.ts';
import { flag, option } from '../cli/command/option.ts';
import { Failure, usage } from '../errors.ts';
import type { KeyCommand } from '../profiles/key-command.ts';
import type { Setting } from '../profiles/settings.ts';
import type { Store } from '../profiles/store.ts';
import { column, text } from '../resources/resource.ts';

export const command = defineCommand({
  anyProfile: true,
  options: {
    withKey: flag('read the key from stdin'),
    use: flag('make it the current profile, as `profiles use` does (the first one always is)'),
    keyCommand: option('command', text('program that prints the key, run without a shell at each use (saved instead of the key)'), {
      conflicts: ['withKey'],
    }),
    noVerify: flag('save the key without checking it'),
  },
  detail:
    'Prompts for a key (hidden) and saves it with the base URL under --profile (default: `default`), readable only by you. Create keys in the dashboard: `boltcall open keys`. In a script: boltcall login --with-key < key.txt. With a password manager, --key-command "op read op://vault/boltcall/key" saves the command instead of the key and runs it whenever a key is needed; it must print one line within --timeout. In CI, set BOLTCALL_API_KEY instead.',
  examples: ['login --profile clinic --api-key sk_test_example_key --no-verify'],
  run: async (context, { withKey, use, noVerify, keyCommand }) => {
    const { settings, print, world } = context;
    if (settings.sandbox) throw usage('the sandbox does not need a login', 'Add --sandbox to any command.');
    const named = settings.profile.from !== 'default' && settings.profile.from !== 'profiles use';
    const { checkedName } = await import('../profiles/edit.ts');
    const name = named ? checkedName(settings.profile.value, settings.profile.from) : 'default';
    // Check this before anything is typed: a store that cannot be written would lose the key.
    const { readStore } = await import('../profiles/store.ts');
    const before = readStore(settings.places);
    await refuseSilently(context, name, before);
    const { readKeyCommand } = await import('../profiles/key-command.ts');
    const command = keyCommand === undefined ? undefined : readKeyCommand(keyCommand);
    if (command && settings.heldKey?.from === '--api-key') throw usage('--key-command and --api-key cannot be used together', 'Drop one of them.');
    const key = command ? await printedKey(context, command) : await readKey(context, withKey);
    const { baseUrl } = settings;
    const { modeOf, masked } = await import('../profiles/key.ts');
    const verified = noVerify || settings.dryRun ? null : await verify(context, key);
    const region = await askRegion(context, before.profiles[name]?.['region']);

    const { change } = await import('./profiles/change.ts');
    const { profileOf } = await import('../profiles/store.ts');
    const { withoutKey, withProfile } = await import('../profiles/edit.ts');
    const after = await change({ settings, print }, (store) => {
      const stored = {
        ...withoutKey(profileOf(store, name) ?? {}),
        ...(command ? { key_command: command, key_mode: modeOf(key.value) } : { api_key: key.value }),
        key_origin: baseUrl.value.origin,
        base_url: baseUrl.value.href,
        ...(region === undefined ? {} : { region }),
      };
      const first = Object.keys(store.profiles).length === 0;
      return { ...withProfile(store, name, stored), ...(use || first ? { current: name } : {}) };
    });
    const current = (after.current ?? 'default') === name;
    await print.record(
      { profile: name, current, mode: modeOf(key.value), key: masked(key.value), base_url: baseUrl.value.href, verified },
      [column('profile'), column('current'), column('mode', 'status'), column('key'), column('base_url', 'url', 'BASE URL'), column('verified')],
      { changed: true },
    );
    const { storeFile } = await import('../profiles/directories.ts');
    print.note(`Saved in ${storeFile(context.settings.places)}, readable only by you.`);
    if (!current) print.note(`The current profile stays ${after.current}: \`boltcall profiles use ${name}\` changes that.`);
    if (modeOf(key.value) === 'live') print.note('This is a LIVE key: it places real calls and sends real messages.');
    if (key.from === 'the answer') {
      const flags = [
        ...(name === 'default' ? [] : ['--profile', name]),
        ...(baseUrl.from === '--base-url' ? ['--base-url', baseUrl.value.href] : []),
      ];
      const { quoted } = await import('../values/shell.ts');
      print.note(`To skip these questions next time:\n  ${['boltcall', 'login', '--with-key', ...flags].map(quoted).join(' ')} < KEY-FILE`);
    }
    if (world.env['BOLTCALL_API_KEY']) print.note('BOLTCALL_API_KEY is set and overrides the saved key unless you pass --profile.');
  },
});

/**
 * A repository's `.boltcall.json` can name a profile the user is not thinking of. A profile that already has a key is replaced only if the user
 * named it or confirms.
 */
const refuseSilently = async ({ settings, ask, print }: Context, name: string, store: Store): Promise<void> => {
  if (settings.profile.from !== '.boltcall.json') return;
  if (store.profiles[name]?.['api_key'] === undefined || settings.dryRun)
    return print.note(`.boltcall.json here names profile ${name}, so the key is stored there; --profile NAME chooses another.`);
  if (!ask.possible)
    throw usage(`.boltcall.json here names profile ${name}, which has a key already`, `Replace it with --profile ${name}, or name another.`);
  await ask.confirm(`.boltcall.json here names profile ${name}, which has a key already. Replace it?`);
};

/** Returns the key that a key command prints. Problems with it are reported before the command is stored. */
const printedKey = async ({ settings, world, signal }: Context, command: KeyCommand): Promise<Setting<string>> => {
  const { runKeyCommand } = await import('../profiles/ask-key.ts');
  return runKeyCommand(command, '--key-command', world, settings.timeout.value, signal);
};

/** Returns the key: from --api-key, from standard input with --with-key, or from a prompt. */
const readKey = async (context: Context, withKey: boolean): Promise<Setting<string>> => {
  const { settings, ask, world } = context;
  const { checkedKey } = await import('../profiles/key.ts');
  if (withKey && world.stdin.isTTY !== true) {
    const { readLong } = await import('../values/text.ts');
    const typed = await readLong('-', '--with-key', world, { secret: true });
    if (typed === '') throw usage('--with-key: stdin is empty', 'Pipe the key in: `boltcall login --with-key < key.txt`');
    return { value: checkedKey(typed, '--with-key'), from: '--with-key' };
  }
  if (settings.heldKey?.from === '--api-key') return settings.heldKey;
  if (!ask.possible) {
    throw usage('no API key given, and this is not an interactive terminal', 'Run `boltcall login --with-key < key.txt`, or set BOLTCALL_API_KEY.');
  }
  context.print.note(`Create keys at https://boltcall.org/dashboard/settings/api-keys. This key will be used for ${settings.baseUrl.value.href}.`);
  const typed = await ask.secret('API key');
  return { value: checkedKey(typed, 'API key'), from: 'the answer' };
};

const verify = async (context: Context, key: Setting<string>): Promise<boolean> => {
  const { checkKey } = await import('../cli/operation/key-check.ts');
  try {
    const verdict = await checkKey(context, key);
    if (verdict === 'limited') context.print.note('The API accepts this key, but it cannot list agents: its permissions are limited.');
    return true;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    if (thrown.kind === 'authentication') {
      throw new Failure(thrown.kind, `the API rejected this key: ${thrown.message}`, {
        ...thrown.details,
        hint: 'Nothing was saved. Copy the key again from the dashboard (`boltcall open keys`) and check the base URL.',
      });
    }
    if (thrown.kind !== 'network' && thrown.kind !== 'timeout' && thrown.kind !== 'bad-answer') throw thrown;
    const hint = thrown.details.hint === undefined ? '' : `${thrown.details.hint} `;
    throw new Failure(thrown.kind, thrown.message, {
      ...thrown.details,
      hint: `${hint}Nothing was saved; --no-verify saves the key without checking it.`,
    });
  }
};

/** Returns the country for numbers without `+`; asked once per profile, only on a terminal. */
const askRegion = async ({ ask }: Context, known: unknown): Promise<string | undefined> => {
  if (!ask.possible || typeof known === 'string') return undefined;
  const { members } = await import('../profiles/settable.ts');
  const read = async (answer: string): Promise<string | undefined> => {
    const region = answer.trim() === '' ? undefined : await members['region']?.check(answer, 'country', undefined);
    return typeof region === 'string' ? region : undefined;
  };
  const answer = await ask.text('Default country for numbers without + (e.g. US, Enter to skip)', {
    check: async (typed) => {
      try {
        await read(typed);
        return undefined;
      } catch (thrown) {
        return thrown instanceof Error ? thrown.message : String(thrown);
      }
    },
  });
  return read(answer);
};
