import { type Context, defineCommand } from '../cli/command/command.ts';
import { flag, option } from '../cli/command/option.ts';
import { Failure, usage } from '../errors.ts';
import type { KeyCommand } from '../profiles/key-command.ts';
import type { Setting } from '../profiles/settings.ts';
import { column, text } from '../resources/resource.ts';

export const command = defineCommand({
  anyProfile: true,
  options: {
    withKey: flag('read the key from standard input'),
    keyCommand: option('command', text('a program that prints the key, run without a shell at each use; stored instead of the key'), {
      conflicts: ['withKey'],
    }),
    noVerify: flag('store the key without asking the API whether it takes it'),
  },
  detail:
    'Asks for a key (hidden) and stores it with the base URL under --profile, by default `default`, readable by you alone. Keys are made in the dashboard: `boltcall open keys`. In a script: boltcall login --with-key < key.txt. With a password manager: --key-command "op read op://vault/boltcall/key" stores the command, never the key, and runs it once for each command that needs a key; it must print one line within --timeout. In CI rather set BOLTCALL_API_KEY.',
  examples: ['login --profile clinic --api-key sk_test_example_key --no-verify'],
  run: async (context, { withKey, noVerify, keyCommand }) => {
    const { settings, print, world } = context;
    if (settings.sandbox) throw usage('the sandbox needs no login', 'Add --sandbox to any command.');
    const named = settings.profile.from !== 'default' && settings.profile.from !== 'profiles use';
    const { checkedName } = await import('../profiles/edit.ts');
    const name = named ? checkedName(settings.profile.value, settings.profile.from) : 'default';
    // Said before anything is typed: a store that cannot be written would lose the key.
    const { readStore } = await import('../profiles/store.ts');
    const before = readStore(settings.places);
    const { readKeyCommand } = await import('../profiles/key-command.ts');
    const command = keyCommand === undefined ? undefined : readKeyCommand(keyCommand);
    if (command && settings.heldKey?.from === '--api-key') throw usage('--key-command and --api-key cannot be used together', 'Give one of them.');
    const key = command ? await printedKey(context, command) : await readKey(context, withKey);
    const { baseUrl } = settings;
    const { modeOf, masked } = await import('../profiles/key.ts');
    const verified = noVerify || settings.dryRun ? null : await verify(context, key);
    const region = await askRegion(context, before.profiles[name]?.['region']);

    const { change } = await import('./profiles/change.ts');
    const { profileOf } = await import('../profiles/store.ts');
    const { withoutKey, withProfile } = await import('../profiles/edit.ts');
    const byName = settings.profile.from === '--profile' || settings.profile.from === 'BOLTCALL_PROFILE';
    const after = await change({ settings, print }, (store) => {
      const stored = {
        ...withoutKey(profileOf(store, name) ?? {}),
        ...(command ? { key_command: command, key_mode: modeOf(key.value) } : { api_key: key.value }),
        key_origin: baseUrl.value.origin,
        base_url: baseUrl.value.href,
        ...(region === undefined ? {} : { region }),
      };
      const first = Object.keys(store.profiles).length === 0;
      return { ...withProfile(store, name, stored), ...(byName || first ? { current: name } : {}) };
    });
    const current = (after.current ?? 'default') === name;
    await print.record(
      { profile: name, current, mode: modeOf(key.value), key: masked(key.value), base_url: baseUrl.value.href, verified },
      [column('profile'), column('current'), column('mode', 'status'), column('key'), column('base_url', 'url', 'BASE URL'), column('verified')],
      { changed: true },
    );
    const { storeFile } = await import('../profiles/directories.ts');
    print.note(`Stored in ${storeFile(context.settings.places)}, which only you can read.`);
    if (!current) print.note(`The current profile stays ${after.current}: \`boltcall profiles use ${name}\` changes that.`);
    if (modeOf(key.value) === 'live') print.note('LIVE: with this key calls are placed and messages are sent.');
    if (key.from === 'the answer') {
      const flags = [
        ...(name === 'default' ? [] : ['--profile', name]),
        ...(baseUrl.from === '--base-url' ? ['--base-url', baseUrl.value.href] : []),
      ];
      const { quoted } = await import('../cli/operation/equivalent.ts');
      print.note(`The same without questions: ${['boltcall', 'login', '--with-key', ...flags].map(quoted).join(' ')} < KEY-FILE`);
    }
    if (world.env['BOLTCALL_API_KEY']) print.note('BOLTCALL_API_KEY is set and is used instead of the stored key, unless --profile is typed.');
  },
});

/** The key that a command prints now; what is wrong with it is said before it is stored. */
const printedKey = async ({ settings, world, signal }: Context, command: KeyCommand): Promise<Setting<string>> => {
  const { runKeyCommand } = await import('../profiles/ask-key.ts');
  return runKeyCommand(command, '--key-command', world, settings.timeout.value, signal);
};

/** The key: typed with --api-key, on standard input with --with-key, else asked for. */
const readKey = async (context: Context, withKey: boolean): Promise<Setting<string>> => {
  const { settings, ask, world } = context;
  const { checkedKey } = await import('../profiles/key.ts');
  if (withKey && world.stdin.isTTY !== true) {
    const { readLong } = await import('../values/text.ts');
    const typed = await readLong('-', '--with-key', world, { secret: true });
    if (typed === '') throw usage('--with-key: standard input is empty', 'Give the key there: boltcall login --with-key < key.txt');
    return { value: checkedKey(typed, '--with-key'), from: '--with-key' };
  }
  if (settings.heldKey?.from === '--api-key') return settings.heldKey;
  if (!ask.possible) {
    throw usage(
      'the key is missing, and there is no terminal to ask for it',
      'Give it on standard input: boltcall login --with-key < key.txt. Or set BOLTCALL_API_KEY and do without a login.',
    );
  }
  context.print.note(
    `Keys are made in the dashboard: https://boltcall.org/dashboard/settings/api-keys. This one will be used for ${settings.baseUrl.value.href}.`,
  );
  const typed = await ask.secret('API key');
  return { value: checkedKey(typed, 'API key'), from: 'the answer' };
};

const verify = async (context: Context, key: Setting<string>): Promise<boolean> => {
  const { checkKey } = await import('../cli/operation/key-check.ts');
  try {
    const verdict = await checkKey(context, key);
    if (verdict === 'limited') context.print.note('The API knows this key, but it may not list agents: its permissions are limited.');
    return true;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    if (thrown.kind === 'authentication') {
      throw new Failure(thrown.kind, `the API does not take this key: ${thrown.message}`, {
        ...thrown.details,
        hint: 'Nothing was stored. Copy the key again from the dashboard (`boltcall open keys`), and see that the base URL is right.',
      });
    }
    if (thrown.kind !== 'network' && thrown.kind !== 'timeout' && thrown.kind !== 'bad-answer') throw thrown;
    const hint = thrown.details.hint === undefined ? '' : `${thrown.details.hint} `;
    throw new Failure(thrown.kind, thrown.message, {
      ...thrown.details,
      hint: `${hint}Nothing was stored; --no-verify stores the key without asking.`,
    });
  }
};

/** The country of numbers without `+`, asked once a profile, on a terminal only. */
const askRegion = async ({ ask }: Context, known: unknown): Promise<string | undefined> => {
  if (!ask.possible || typeof known === 'string') return undefined;
  const { members } = await import('../profiles/settable.ts');
  const read = async (answer: string): Promise<string | undefined> => {
    const region = answer.trim() === '' ? undefined : await members['region']?.check(answer, 'country', undefined);
    return typeof region === 'string' ? region : undefined;
  };
  const answer = await ask.text('Country of phone numbers without + (two letters such as US; Enter skips)', {
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
