import { iso } from '../../values/iso.ts';
/** What makes one sample differ from the next. */
export interface Fresh {
  /** Milliseconds since 1970. */
  readonly now: number;
  random(bytes: number): Buffer;
  /** The participants, if they must stay the same; by default they differ each time. */
  readonly cast?: Cast;
}

export interface Person {
  readonly first: string;
  readonly last: string;
  readonly phone: string;
  readonly email: string;
}

/** The participants of an event. */
export interface Cast {
  readonly person: Person;
  readonly agent: string;
  /** A workspace number. */
  readonly line: string;
}

/** The parts of samples: one person, one time, new ids. */
export interface Make extends Cast {
  /** Duration of the call in seconds. */
  readonly seconds: number;
  id(prefix: string): string;
  uuid(): string;
  /** Returns the time this many seconds from now, in UTC with whole seconds. */
  time(seconds: number): string;
  /** Returns the start of the next full hour, this many days ahead, in UTC. */
  hour(days: number): string;
  pick<T>(choices: readonly [T, ...T[]]): T;
}

// 555-0100 to 555-0199 are reserved for fiction and example.com for documentation, so a sample never reaches anyone.
const people: readonly [string, string][] = [
  ['Ana', 'Ruiz'],
  ['Marcus', 'Webb'],
  ['Priya', 'Nair'],
  ['Tomás', 'Oliveira'],
  ['Hannah', 'Lindqvist'],
  ['Daniel', "O'Connor"],
  ['Mei', 'Tanaka'],
  ['Grace', 'Okafor'],
];
const areas = ['415', '212', '312', '206', '617', '512'] as const;

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();

type Random = Fresh['random'];

const number = (random: Random, below: number): number => random(4).readUInt32BE() % below;
const hex = (random: Random, bytes: number): string => random(bytes).toString('hex');
const phone = (random: Random): string => `+1${areas[number(random, areas.length)]}55501${String(number(random, 100)).padStart(2, '0')}`;

/** Returns a person, an agent and a number. */
export const castOf = (random: Random): Cast => {
  const [first = '', last = ''] = people[number(random, people.length)] ?? [];
  const email = `${plain(first)}.${plain(last)}@example.com`;
  return { person: { first, last, phone: phone(random), email }, agent: `agent_${hex(random, 4)}`, line: phone(random) };
};

export const makeOf = ({ now, random, cast = castOf(random) }: Fresh): Make => ({
  ...cast,
  seconds: 45 + number(random, 300),
  id: (prefix) => `${prefix}_${hex(random, 6)}`,
  uuid: () => {
    const text = hex(random, 16);
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20)}`;
  },
  time: (seconds) => iso(now + seconds * 1000),
  hour: (days) => iso((Math.floor(now / 3_600_000) + 1 + days * 24) * 3_600_000),
  pick: (choices) => choices[number(random, choices.length)] ?? choices[0],
});
