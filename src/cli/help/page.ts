import { type Wrap, wrapFor } from '../../output/text/wrap.ts';

/** Two columns: a name, and what it is. */
export type Pairs = ReadonlyArray<readonly [string, string]>;

/** A part of a page: a paragraph, lines for a shell (they begin with two spaces), or pairs; these may stand under a heading. */
export type Part = string | Pairs | Section | Line;

export interface Section {
  readonly title: string;
  readonly body: string | Pairs;
  /** Columns for the names, so that several lists stand alike; by default what the longest needs. */
  readonly room?: number;
}

/** A text behind its heading; where it is long it goes on indented. */
export interface Line {
  readonly title: string;
  readonly line: string;
}

/** With less than this beside the names, descriptions go under them. */
const narrow = 24;

/**
 * A page of help in `width` columns: paragraphs flow, pairs stand in two columns or, where that is too narrow, one under the
 * other. No word is ever cut, and a command is never wrapped.
 */
export const pageText = async (parts: readonly Part[], width: number): Promise<string> => {
  const plain = await wrapFor(JSON.stringify(parts));
  const wrap: Wrap = (text, columns) => joined(plain(bound(text), columns));
  const body = (part: string | Pairs, room?: number): string => {
    if (typeof part !== 'string') return pairsText(part, width, wrap, room);
    return part.startsWith('  ') ? shellText(part, width) : wrap(part, width);
  };
  const text = (part: Part): string => {
    if (typeof part === 'string' || !('title' in part)) return body(part);
    if ('line' in part) return wrap(`${part.title}: ${part.line}`, width - 2).replaceAll('\n', '\n  ');
    return `${part.title}:\n${body(part.body, part.room)}`;
  };
  return `${parts.map(text).join('\n\n')}\n`;
};

/** A command between backticks stays on one line, so that it can be pasted. */
const bound = (text: string): string => text.replace(/`[^`\n]+`/g, (span) => span.replaceAll(' ', '\u00a0'));
const joined = (text: string): string => text.replaceAll('\u00a0', ' ');

/** The columns that the longest of these names needs. */
export const roomFor = (names: readonly string[]): number => Math.max(0, ...names.map((name) => name.length));

const pairsText = (pairs: Pairs, width: number, wrap: Wrap, room = roomFor(pairs.map(([name]) => name))): string => {
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

/** Lines for a shell, each whole, so that it can be pasted. Where one is too long, remarks behind `#` go above their lines. */
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
