import type { ChalkInstance } from 'chalk';
import type { Column } from '../../resources/resource.ts';
import { pipedCell, shownCell, turnsOf, whole } from '../format/cell.ts';
import { filled } from '../format/columns.ts';
import { at } from '../format/path.ts';
import { paint } from '../text/color.ts';
import { heading } from '../text/heading.ts';
import { fill, measureFor } from '../text/measure.ts';
import { safe, safeLines } from '../text/safe.ts';
import { markOf } from '../text/status.ts';
import type { View } from '../text/view.ts';

interface Shown {
  readonly column: Column;
  readonly value: unknown;
}

/** Returns the fields that a record shows: the chosen ones, or the declared ones that it has plus those that the service added. */
const shown = (record: unknown, columns: readonly Column[], more: boolean): readonly Shown[] =>
  (more ? filled(record, columns) : columns).map((column) => ({ column, value: at(record, column.path) }));

/** Returns a record for a pipe: one `path<TAB>value` line per field; a dialogue has one line per turn. */
export const pipedRecord = (record: unknown, columns: readonly Column[], more: boolean): string =>
  shown(record, columns, more)
    .flatMap(({ column, value }) => {
      const turns = column.kind === 'turns' ? turnsOf(value) : undefined;
      if (turns) return turns.map((turn, index) => `${safe(column.path)}.${index}\t${safe(turn.role)}: ${safe(turn.text)}\n`);
      return [`${safe(column.path)}\t${pipedCell(value)}\n`];
    })
    .join('');

type Wrap = (text: string, width: number) => string[];

const openWrap = async (): Promise<Wrap> => {
  const { default: wrap } = await import('wrap-ansi');
  return (text, width) => wrap(text, Math.max(10, width), { hard: true }).split('\n');
};

/** Formats a dialogue: the speaker, then the text, wrapped beside it. Accepts turns as the service returns them; lines end in a newline. */
export const dialogue = async (value: unknown, view: View): Promise<string> => {
  const turns = turnsOf(value) ?? [];
  const chalk = await paint(view.color);
  const wrap = await openWrap();
  const roles = turns.map((turn) => safe(turn.time === undefined ? turn.role : `${turn.time} ${turn.role}`));
  const measure = await measureFor(roles);
  const beside = Math.min(24, Math.max(0, ...roles.map(measure)));
  const above = view.width - beside - 4 < 20;
  return turns
    .map((turn, index) => {
      const role = roles[index] ?? '';
      const name = turn.role === 'agent' ? chalk.cyan(role) : chalk.magenta(role);
      const lines = wrap(safeLines(turn.text), view.width - (above ? 4 : beside + 4));
      if (above) return `  ${name}\n${lines.map((line) => `    ${line}\n`).join('')}`;
      const lead = `  ${name}${' '.repeat(Math.max(0, beside - measure(role)))}  `;
      return lines.map((line, row) => `${row === 0 ? lead : ' '.repeat(beside + 4)}${line}\n`).join('');
    })
    .join('');
};

const tint = (text: string, { column, value }: Shown, chalk: ChalkInstance): string => {
  const color = column.kind === 'status' && typeof value === 'string' ? markOf(value).color : undefined;
  return color ? chalk[color](text) : text;
};

/** Returns a record for a terminal: labels and values, then texts and dialogues under headings, wrapped to the width. */
export const card = async (record: unknown, columns: readonly Column[], more: boolean, view: View): Promise<string> => {
  const chalk = await paint(view.color);
  const fields = shown(record, columns, more);
  const below = fields.filter(({ column, value }) => column.kind === 'prose' || (column.kind === 'turns' && turnsOf(value)));
  const beside = fields.filter((field) => !below.includes(field));
  const labels = beside.map(({ column }) => heading(column).toLowerCase());
  const texts = beside.map(({ column, value }) => shownCell(value, column.kind, view, 'line'));
  const measure = await measureFor([...labels, ...texts]);
  const width = Math.max(0, ...labels.map(measure)) + 2;
  const room = view.width - width;
  const fits = texts.every((text) => measure(text) <= room || !/\s/.test(text));
  const wrap: Wrap = fits ? (text) => [text] : await openWrap();
  let out = '';
  for (const [index, field] of beside.entries()) {
    const text = texts[index] ?? '';
    // A single word (a URL, a secret) must stay in one piece for copying. A time continues with its age on the next line.
    const uncut = (whole.has(field.column.kind) && field.column.kind !== 'time') || !/\s/.test(text);
    const broken = (): string[] => (field.column.kind === 'time' ? text.split(/ (?=\()/) : wrap(text, room));
    const lines = uncut || measure(text) <= room ? [text] : broken();
    const label = chalk.dim(fill(labels[index] ?? '', width, measure));
    out += lines.map((line, row) => `${row === 0 ? label : ' '.repeat(width)}${tint(line, field, chalk)}`.trimEnd()).join('\n');
    out += '\n';
  }
  for (const { column, value } of below) {
    const title = heading(column).toLowerCase();
    const body = column.kind === 'turns' ? await dialogue(value, view) : await prose(value, view);
    if (body) out += `\n${chalk.bold(title.charAt(0).toUpperCase() + title.slice(1))}\n${body}`;
  }
  return out;
};

/** Formats a longer text, indented and wrapped; lines end in a newline. */
export const prose = async (value: unknown, view: View): Promise<string> => {
  if (value === null || value === undefined || value === '') return '';
  const wrap = await openWrap();
  return wrap(safeLines(shownProse(value)), view.width - 2)
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')
    .concat('\n');
};

const shownProse = (value: unknown): string => (typeof value === 'string' ? value : pipedCell(value));
