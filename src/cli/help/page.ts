import { wrap } from '../../output/text/wrap.ts';

/** Two columns: name and description. */
export type Pairs = ReadonlyArray<readonly [string, string]>;

/** Part of a page: a paragraph, shell lines (indented by two spaces), or pairs, optionally under a heading. */
export type Part = string | Pairs | Section | Line;

export interface Section {
  readonly title: string;
  readonly body: string | Pairs;
  /** Width of the name column, so that several lists align; defaults to the longest name. */
  readonly room?: number;
}

/** Text after an inline heading; continuation lines are indented. */
export interface Line {
  readonly title: string;
  readonly line: string;
}

/** If fewer columns than this remain beside the names, descriptions go below them. */
const narrow = 24;

/**
 * Returns a help page `width` columns wide. Paragraphs are wrapped; pairs are shown in two columns, or stacked if that is too narrow. Words are
 * never split and commands are never wrapped.
 */
export const pageText = (parts: readonly Part[], width: number): string => {
  const body = (part: string | Pairs, room?: number): string => {
    if (typeof part !== 'string') return pairsText(part, width, room);
    return part.startsWith('  ') ? shellText(part, width) : wrap(part, width);
  };
  const text = (part: Part): string => {
    if (typeof part === 'string' || !('title' in part)) return body(part);
    if ('line' in part) return wrap(`${part.title}: ${part.line}`, width - 2).replaceAll('\n', '\n  ');
    return `${part.title}:\n${body(part.body, part.room)}`;
  };
  return `${parts.map(text).join('\n\n')}\n`;
};

/** Returns the number of columns the longest name needs. */
export const roomFor = (names: readonly string[]): number => Math.max(0, ...names.map((name) => name.length));

const pairsText = (pairs: Pairs, width: number, room = roomFor(pairs.map(([name]) => name))): string => {
  const right = width - room - 4;
  const under = right < narrow;
  const lines = pairs.flatMap(([name, about]) => {
    const described = about === '' ? [] : wrap(about, under ? width - 6 : right).split('\n');
    if (under)
      return [
        ...wrap(name, width - 2)
          .split('\n')
          .map((line) => `  ${line}`),
        ...described.map((line) => `      ${line}`),
      ];
    return [`  ${name.padEnd(room)}  ${described[0] ?? ''}`, ...described.slice(1).map((line) => `  ${''.padEnd(room)}  ${line}`)];
  });
  return lines.map((line) => line.trimEnd()).join('\n');
};

/** Returns shell lines, never wrapped, so that they can be pasted. If a line is too long, its `#` comment goes on the line above. */
const shellText = (text: string, width: number): string => {
  const lines = text.split('\n');
  if (lines.every((line) => line.length <= width)) return text;
  return lines
    .flatMap((line) => {
      const remark = /^(.*?\S) {2,}(# .*)$/.exec(line);
      return remark ? [`  ${remark[2]}`, remark[1] ?? ''] : line;
    })
    .join('\n');
};
