import type { Happened } from './events.ts';
import type { Person } from './person.ts';

/** Returns text on one line, with Markdown syntax escaped. */
const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*{}[\]<>#|~]|(?<!\w)_|_(?!\w)/g, '\\$&');

/** Returns a page of notes: a heading for the person, one per day in UTC, and one line per event. */
export const markdown = ({ leads, numbers }: Person, events: readonly Happened[]): string => {
  const names = leads.map(({ id, name }) => (name === undefined ? id : `${name} (${id})`));
  const who = names.length > 0 ? names.join(', ') : numbers.map((number) => `+${number}`).join(', ');
  const lines = [`# ${plain(who)}`];
  let day = '';
  for (const { time, kind, id, direction, status, text } of events) {
    const at = time === null ? undefined : new Date(time);
    const iso = at === undefined || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
    const today = iso?.slice(0, 10) ?? 'Time not known';
    if (today !== day) lines.push('', `## ${today}`, '');
    day = today;
    const what = [direction, kind].filter(Boolean).join(' ');
    const rest = [status, id].filter((part) => part !== null).join(', ');
    lines.push(
      `- ${iso === undefined ? '' : `${iso.slice(11, 16)} UTC `}**${plain(what)}** (${plain(rest)})${text === null ? '' : `: ${plain(text)}`}`,
    );
  }
  return `${lines.join('\n')}\n`;
};
