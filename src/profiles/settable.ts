import { usage } from '../errors.ts';
import { formats } from '../output/text/view.ts';
import { checkedBaseUrl } from './base-url.ts';
import { checkedZone } from './zone.ts';

/** What a profile can contain in addition to its key, and how a typed value is checked. */
export interface Member {
  readonly about: string;
  readonly choices?: readonly string[];
  /** Returns the value to store. Throws `usage`. `region`: the profile's region, for national numbers. */
  check(typed: string, name: string, region: string | undefined): unknown | Promise<unknown>;
}

const oneOf = (about: string, choices: readonly string[]): Member => ({
  about,
  choices,
  check: async (typed, name) => {
    const found = choices.find((choice) => choice === typed.trim().toLowerCase());
    if (found !== undefined) return found;
    throw (await import('../values/suggest.ts')).notAmong(name, choices, typed);
  },
});

const word = (about: string, form: string): Member => ({
  about,
  check: (typed, name) => {
    if (typed.trim() === '')
      throw usage(`${name}: the value is empty`, `Write it like ${form}, or remove it with \`boltcall profiles unset ${name}\`.`);
    return typed.trim();
  },
});

export const members: Readonly<Record<string, Member>> = {
  base_url: { about: 'base URL of the API', check: (typed, name) => checkedBaseUrl({ value: typed, from: name }).href },
  output: oneOf('output format', formats),
  default_agent: word('agent used when none is given', 'agent_abc123'),
  from_number: {
    about: 'number that texts are sent from',
    check: async (typed, name, region) => (await import('../values/phone.ts')).readPhone(typed, name, region === undefined ? {} : { region }),
  },
  forward_to: {
    about: 'targets of `listen` and `trigger`',
    check: async (typed, name) => {
      const { parseTarget } = await import('../values/target.ts');
      const targets = typed
        .split(',')
        .map((target) => target.trim())
        .filter(Boolean);
      if (targets.length === 0) throw usage(`${name}: the value is empty`, 'Write it like http://localhost:3000/hooks.');
      for (const target of targets) parseTarget(target, name);
      return targets.length === 1 ? targets[0] : targets;
    },
  },
  via: oneOf('how `listen` gets a public URL', ['cloudflared', 'ngrok', 'ssh', 'svix', 'url', 'local']),
  region: {
    about: 'default country for numbers without +',
    check: async (typed, name) => {
      const { checkedRegion } = await import('../values/region.ts');
      const { isSupportedCountry } = await import('libphonenumber-js/min');
      const region = checkedRegion(typed, name);
      if (!isSupportedCountry(region)) throw usage(`${name}: unknown country \`${region}\``, 'Write it like US, GB or DE.');
      return region;
    },
  },
  timezone: { about: 'time zone for dates and times', check: (typed, name) => checkedZone({ value: typed, from: name }) },
  read_only: {
    about: 'refuse anything that changes data',
    check: async (typed, name) => {
      const value = typed.trim().toLowerCase();
      if (['true', 'yes', 'on', '1'].includes(value)) return true;
      if (['false', 'no', 'off', '0'].includes(value)) return false;
      throw usage(`${name}: must be true or false, not \`${typed}\``);
    },
  },
  ledger: {
    about: 'the store that knows who was contacted',
    check: async (typed, name) => {
      const { readStore } = await import('../values/store.ts');
      const store = readStore(typed, name);
      return store.kind === 'postgres' ? store.url : store.path;
    },
  },
  confirm: oneOf('which actions ask for confirmation', ['all', 'risky', 'never']),
};

/** Returns the member with this name; dashes count as underscores. Throws `usage` with a suggestion. */
export const memberOf = async (typed: string): Promise<{ readonly name: string; readonly member: Member }> => {
  const name = typed.trim().toLowerCase().replaceAll('-', '_');
  const member = Object.hasOwn(members, name) ? members[name] : undefined;
  if (member) return { name, member };
  if (/key/.test(name)) throw usage('keys cannot be set here', 'Save one with `boltcall login`; remove it with `boltcall logout`.');
  const { didYouMean } = await import('../values/suggest.ts');
  throw usage(`unknown setting \`${typed}\``, didYouMean(name, Object.keys(members), 'Settings'));
};
