import { barOf } from './progress-words.ts';
import { paint } from './text/color.ts';
import { fill, measureFor } from './text/measure.ts';
import { safe } from './text/safe.ts';
import { hanging } from './text/text-block.ts';
import type { View } from './text/view.ts';

/** A bar: its label, its value, and the words behind it where the value alone is not enough. */
export interface ChartBar {
  readonly label: string;
  readonly value: number;
  /** What a full bar stands for; by default the largest value of the chart. */
  readonly of?: number;
  readonly words?: string;
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of up to `width` columns, in steps of an eighth; at least a sliver for what is not nothing. */
export const sliver = (share: number, width: number): string => {
  const steps = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const shown = share > 0 ? Math.max(1, steps) : 0;
  return '█'.repeat(Math.floor(shown / 8)) + (eighths[shown % 8] ?? '');
};

/**
 * Bars under one another, fitted to the width of the terminal: label, bar, words. Those with `of` show the rest of it too, and
 * turn yellow from 80 %, red from 100 %. Lines end in a newline.
 */
export const chart = async (bars: readonly ChartBar[], view: View): Promise<string> => {
  const chalk = await paint(view.color);
  const labels = bars.map(({ label }) => safe(label));
  const words = bars.map(({ value, words: given }) => safe(given ?? String(value)));
  const measure = await measureFor([...labels, ...words]);
  const beside = Math.max(0, ...labels.map(measure));
  const behind = Math.max(0, ...words.map(measure));
  // Where words and bar have no room beside each other, the words stand below.
  const narrow = view.width - beside - behind - 4 < 8;
  const room = Math.max(4, Math.min(50, view.width - beside - (narrow ? 2 : behind + 4)));
  const largest = Math.max(1, ...bars.map(({ value }) => value));
  return bars
    .map(({ value, of }, index) => {
      const share = value / (of || largest);
      const color = of === undefined || share < 0.8 ? 'cyan' : share < 1 ? 'yellow' : 'red';
      const bar = of === undefined ? fill(sliver(share, room), room, (text) => text.length) : barOf(share, room);
      const start = `${fill(labels[index] ?? '', beside, measure)}  ${chalk[color](bar)}`;
      const said = words[index] ?? '';
      return narrow ? `${start.trimEnd()}\n${' '.repeat(beside + 2)}${hanging(said, view.width, beside + 2)}` : `${start}  ${said}`.trimEnd();
    })
    .map((line) => `${line}\n`)
    .join('');
};
