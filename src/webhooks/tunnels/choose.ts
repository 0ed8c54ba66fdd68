import { Failure, usage } from '../../errors.ts';
import { hostOf, isLoopback } from '../../transport/addresses.ts';
import type { World } from '../../world.ts';
import { type Via, vias } from '../via.ts';
import { installLine } from './cloudflared/install.ts';
import { checkWay, type Way } from './requirements.ts';
import { parseSsh } from './ssh/target.ts';
import { usableCloudflared, usableNgrok } from './usable-program.ts';

/** The prompts of `commands/ask.ts` that are needed here. */
interface Ask {
  readonly possible: boolean;
  text(question: string, options?: { readonly check?: (answer: string) => string | undefined }): Promise<string>;
  pick<T>(question: string, choices: ReadonlyArray<{ readonly name: string; readonly value: T; readonly about?: string }>): Promise<T>;
}

export interface ChooseOptions extends Omit<Way, 'via'> {
  readonly world: World;
  readonly ask: Ask;
  /** `--via` as typed. */
  readonly option?: string;
  /** `BOLTCALL_VIA`, else the profile's setting, with its source. */
  readonly setting?: { readonly value: string; readonly from: string };
  /** `--sandbox`. */
  readonly sandbox: boolean;
  readonly baseUrl: URL;
  /** Saves the choice in the profile. */
  readonly keep: (via: Via) => Promise<void>;
}

export interface Choice extends Way {
  /** The source of the choice, for a note: `--via`, `BOLTCALL_VIA`, `profile clinic`, `found on the PATH` … */
  readonly from: string;
  /** Why a better way is not used; shown unless --quiet. */
  readonly notes: readonly string[];
}

const known = (text: string, from: string): Via => {
  const via = vias.find((name) => name === text);
  if (via === undefined) throw usage(`${from}: unknown value ${text}; use one of ${vias.join(', ')}`);
  return via;
};

/**
 * Chooses how deliveries reach this machine: `--via`, else the way implied by --public-url or --ssh, `local` for a service on
 * this machine, else `BOLTCALL_VIA`, the profile's setting, the first usable of cloudflared and ngrok, else the user's choice on
 * a terminal. Never chooses a relay that can read the deliveries unless the user does. Fails with `usage`, listing the ways if it
 * cannot ask, or saying what the chosen way is missing.
 */
export const chooseVia = async (options: ChooseOptions): Promise<Choice> => {
  const { publicUrl, ssh, sshRemotePort, port } = options;
  const given = {
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(ssh === undefined ? {} : { ssh }),
    ...(sshRemotePort === undefined ? {} : { sshRemotePort }),
    ...(port === undefined ? {} : { port }),
  };
  const choice = { ...given, ...(await choose(options)) };
  checkWay(choice);
  return choice;
};

const choose = async (options: ChooseOptions): Promise<Choice> => {
  const { world, option, setting, publicUrl, ssh, sandbox, baseUrl } = options;
  if (option !== undefined) return { via: known(option, '--via'), from: '--via', notes: [] };
  if (ssh !== undefined) return { via: 'ssh', from: '--ssh', notes: [] };
  if (publicUrl !== undefined) return { via: 'url', from: '--public-url', notes: [] };
  if (sandbox) return { via: 'local', from: '--sandbox', notes: [] };
  if (isLoopback(hostOf(baseUrl))) return { via: 'local', from: 'the loopback base URL', notes: [] };
  if (setting !== undefined) return { via: known(setting.value, setting.from), from: setting.from, notes: [] };
  const cloudflared = await usableCloudflared(world);
  if ('path' in cloudflared) return { via: 'cloudflared', from: 'found on the PATH', notes: [] };
  const ngrok = await usableNgrok(world);
  if ('path' in ngrok) return { via: 'ngrok', from: 'found on the PATH', notes: [cloudflared.why] };
  const why = [cloudflared.why, ngrok.why];
  return options.ask.possible ? ask(options, why) : refuse(options, why);
};

const meanings = {
  svix: 'works right away, but a third party sees numbers and transcripts',
  url: 'your own https URL that forwards to a local port',
  ssh: 'a reverse tunnel to your own web server',
} as const;

const refuse = async ({ world }: ChooseOptions, why: readonly string[]): Promise<never> => {
  const lines = [
    'Choose one:',
    `  cloudflared: ${await installLine(world)}`,
    `  --via svix: ${meanings.svix}`,
    `  --public-url https://… --port PORT: ${meanings.url}`,
    `  --ssh user@host --public-url https://…: ${meanings.ssh}`,
    '  no tunnel: `boltcall sandbox start`, then `boltcall listen --sandbox`; or `boltcall trigger EVENT`',
  ];
  throw usage(`no tunnel available: ${why.join('; ')}`, lines.join('\n'));
};

/** The longest text that fits beside a choice in 80 columns. */
const shortLine = 45;

const ask = async ({ world, ask, keep, port }: ChooseOptions, why: readonly string[]): Promise<Choice> => {
  const line = await installLine(world);
  const install = line.length <= shortLine ? `free, no account: ${line}` : 'free, no account needed; shows how to install it';
  const picked = await ask.pick(`${why.join('; ')}. How should Boltcall reach your machine?`, [
    { name: 'cloudflared', value: 'cloudflared', about: install },
    { name: 'the Svix relay', value: 'svix', about: meanings.svix },
    { name: 'my own URL', value: 'url', about: meanings.url },
    { name: 'ssh', value: 'ssh', about: meanings.ssh },
    { name: 'no tunnel', value: 'sandbox', about: 'the sandbox or trigger, which need none' },
  ] as const);
  switch (picked) {
    case 'cloudflared':
      throw new Failure('usage', 'cloudflared must be installed first', { hint: `${line}\nThen run this again.` });
    case 'sandbox':
      throw new Failure('usage', 'no tunnel selected', {
        hint: '`boltcall sandbox start`, then `boltcall listen --sandbox`; or `boltcall trigger EVENT`',
      });
    case 'svix': {
      const questions = [
        { name: 'this time only', value: false },
        { name: 'always with this profile', value: true },
      ] as const;
      if (await ask.pick('Use the relay', questions)) await keep('svix');
      return { via: 'svix', from: 'your choice', notes: [] };
    }
    case 'url':
      return { via: 'url', from: 'your choice', notes: [], publicUrl: await askUrl(ask), port: port ?? (await askPort(ask)) };
    case 'ssh': {
      const ssh = await ask.text('Host (user@host)', { check: wrongHost });
      return { via: 'ssh', from: 'your choice', notes: [], ssh, publicUrl: await askUrl(ask) };
    }
  }
};

const askUrl = async (ask: Ask): Promise<URL> =>
  new URL(
    await ask.text('Public URL (https://…)', {
      check: (text) => (/^https?:\/\//.test(text) && URL.canParse(text) ? undefined : 'The URL must start with https://'),
    }),
  );

const askPort = async (ask: Ask): Promise<number> =>
  Number(
    await ask.text('Local port that it forwards to', {
      check: (text) => (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535 ? undefined : 'Enter a port from 1 to 65535'),
    }),
  );

const wrongHost = (text: string): string | undefined => {
  try {
    parseSsh(text);
    return undefined;
  } catch (error) {
    return error instanceof Failure ? error.message : String(error);
  }
};
