/** One turn of a call, with speaker and time if the service returns them. */
export interface Turn {
  readonly role: string;
  readonly text: string;
  /** A time of day or seconds from the start, as text. */
  readonly time?: string;
}

/** A turn with its speaker and its position in the transcript, from 1. */
export interface Spoken {
  readonly by: 'agent' | 'caller' | 'other';
  readonly text: string;
  readonly turn: number;
}

export interface Transcript {
  /** In the order in which they were spoken. */
  readonly turns: readonly Spoken[];
  /** Whether the times of the turns contradict the order of the transcript. */
  readonly outOfOrder: boolean;
}

const agents = ['agent', 'assistant', 'ai', 'bot'];
const callers = ['caller', 'user', 'customer', 'human', 'lead', 'callee'];

const speakerOf = (role: string): Spoken['by'] => {
  const known = role.trim().toLowerCase();
  return agents.includes(known) ? 'agent' : callers.includes(known) ? 'caller' : 'other';
};

/** Returns a time as a number that is comparable within one transcript; undefined if it cannot be parsed. */
const timeOf = (time: string | undefined): number | undefined => {
  if (time === undefined) return undefined;
  const [, seconds] = /^(\d+(?:\.\d+)?)(?: ?s)?$/.exec(time.trim()) ?? [];
  if (seconds !== undefined) return Number(seconds);
  const [, hours = '0', minutes, rest] = /^(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)$/.exec(time.trim()) ?? [];
  if (minutes !== undefined) return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
  const date = Date.parse(time);
  return Number.isNaN(date) ? undefined : date;
};

/** Returns the turns in the order of their times if all have one; else in the service's order. */
export const transcriptOf = (turns: readonly Turn[]): Transcript => {
  const spoken = turns.map(({ role, text, time }, at) => ({ by: speakerOf(role), text, turn: at + 1, time: timeOf(time) }));
  const times = spoken.flatMap(({ time }) => (time === undefined ? [] : [time]));
  const outOfOrder = times.length === spoken.length && times.some((time, at) => time < (times[at - 1] ?? time));
  if (outOfOrder) spoken.sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
  return { turns: spoken, outOfOrder };
};
