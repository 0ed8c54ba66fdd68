import { shortTime } from '../../output/format/time.ts';
import type { View } from '../../output/text/view.ts';
import type { Places } from '../../profiles/directories.ts';
import { iso } from '../../values/iso.ts';
import type { World } from '../../world.ts';
import type { Choice } from '../ask/choices.ts';

/** What is needed to find words on this machine. */
export interface Here {
  readonly places: Places;
  readonly world: World;
  /** How times are shown. */
  readonly view: Pick<View, 'zone' | 'local' | 'now'>;
}

/** Maximum number of deliveries to choose from, and how much of the log is read for them (bytes). */
const most = 200;
const mostBytes = 4 * 1024 * 1024;

const profiles = async ({ places }: Here): Promise<Choice<string>[]> => {
  const { readStore } = await import('../../profiles/store.ts');
  const { profiles: stored, current = 'default' } = readStore(places);
  return Object.keys(stored).map((value) => ({ name: value, value, about: value === current ? 'current' : '' }));
};

const events = async (): Promise<Choice<string>[]> => {
  const { eventList } = await import('../../webhooks/trigger/event-list.ts');
  return eventList.map(({ name, about, same_as: other, set }) => ({
    name,
    value: name,
    about: set === 'other' && other ? `same as ${other}` : about,
  }));
};

/** The newest deliveries first, by their time and event, each with what and whom it is about. */
const deliveries = async ({ places, world, view }: Here): Promise<Choice<string>[]> => {
  const { readLog } = await import('../../webhooks/log/read.ts');
  const newest = (await readLog(places, world, { lastBytes: mostBytes })).slice(-most).toReversed();
  return newest.map(({ id, receivedAt, event = 'no event name', subject, who }) => ({
    value: id,
    name: `${shortTime(iso(receivedAt), view)}  ${event}`,
    about: [subject, who].filter((part) => part !== undefined).join('  '),
  }));
};

interface Source {
  /** The prompt for one of them. */
  readonly question: string;
  /** What to do if there are none. */
  readonly hint: string;
  /** Returns them with the names that people know them by, and descriptions. */
  words(here: Here): Promise<Choice<string>[]>;
}

const sources: Readonly<Record<string, Source>> = {
  profiles: { words: profiles, question: 'Which profile', hint: 'Run `boltcall login` to create one.' },
  events: { words: events, question: 'Which event', hint: '' },
  deliveries: { words: deliveries, question: 'Which delivery', hint: 'Run `boltcall listen` to receive some.' },
};

/** Returns where words of a kind come from that this machine knows without the service: `profiles`, `events` or `deliveries`. */
export const localWords = (kind: string): Source | undefined => (Object.hasOwn(sources, kind) ? sources[kind] : undefined);
