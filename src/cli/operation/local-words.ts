import { shortTime } from '../../output/format/time.ts';
import type { View } from '../../output/text/view.ts';
import type { Places } from '../../profiles/directories.ts';
import { iso } from '../../values/iso.ts';
import type { World } from '../../world.ts';
import type { Candidate } from './id-cache.ts';

/** What is needed to find words on this machine. */
export interface Here {
  readonly places: Places;
  readonly world: World;
  /** How times are shown. */
  readonly view: Pick<View, 'zone' | 'local' | 'now'>;
}

/** Maximum number of deliveries to choose from. */
const most = 200;

const profiles = async ({ places }: Here): Promise<Candidate[]> => {
  const { readStore } = await import('../../profiles/store.ts');
  const { profiles: stored, current = 'default' } = readStore(places);
  return Object.keys(stored).map((value) => (value === current ? { value, about: 'current' } : { value }));
};

const events = async (): Promise<Candidate[]> => {
  const { eventList } = await import('../../webhooks/trigger/event-list.ts');
  return eventList.map(({ name, about, same_as: other, set }) => ({ value: name, about: set === 'other' && other ? `same as ${other}` : about }));
};

/** The newest deliveries first, each with its time, event, and what and whom it is about. */
const deliveries = async ({ places, world, view }: Here): Promise<Candidate[]> => {
  const { readLog } = await import('../../webhooks/log/read.ts');
  const newest = (await readLog(places, world)).slice(-most).toReversed();
  return newest.map(({ id, receivedAt, event = 'no event name', subject, who }) => ({
    value: id,
    about: [shortTime(iso(receivedAt), view), event, subject, who].filter((part) => part !== undefined).join('  '),
  }));
};

interface Source {
  /** The prompt for one of them. */
  readonly question: string;
  /** What to do if there are none. */
  readonly hint: string;
  words(here: Here): Promise<Candidate[]>;
}

const sources: Readonly<Record<string, Source>> = {
  profiles: { words: profiles, question: 'Which profile', hint: 'Run `boltcall login` to create one.' },
  events: { words: events, question: 'Which event', hint: '' },
  deliveries: { words: deliveries, question: 'Which delivery', hint: 'Run `boltcall listen` to receive some.' },
};

/** Returns where words of a kind come from that this machine knows without the service: `profiles`, `events` or `deliveries`. */
export const localWords = (kind: string): Source | undefined => (Object.hasOwn(sources, kind) ? sources[kind] : undefined);
