import { barOf } from '../../output/bar.ts';
import { at, numberAt } from '../../output/format/path.ts';
import { duration } from '../../output/format/time.ts';
import { type BoxedRow, boxed } from '../../output/table/boxed.ts';
import { paint } from '../../output/text/color.ts';
import { safe } from '../../output/text/safe.ts';
import type { View } from '../../output/text/view.ts';
import { numberIn } from '../../values/exact-json.ts';
import { isObject } from '../../values/json.ts';

/** Returns the change of a metric since the previous period (`+12%`); an empty string if there is nothing to compare with. */
const change = (now: number, before: number | undefined): string => {
  if (before === undefined || before === 0) return '';
  const percent = Math.round(((now - before) / before) * 100);
  return `${percent > 0 ? '+' : ''}${percent}%`;
};

const period = (value: unknown): string => safe(`${String(at(value, 'period.from') ?? '')} to ${String(at(value, 'period.to') ?? '')}`);

/** Returns the key metrics in a box, for a terminal. `before` is the previous period, for comparison. */
export const overviewChart =
  (before?: unknown) =>
  async (value: unknown, view: View): Promise<string> => {
    const chalk = await paint(view.color);
    const compared = before !== undefined;
    // Names matter more than what a percentage already shows.
    const room = view.width >= 60;
    const then = (text: string): string[] => (compared && room ? [text] : []);
    const since = (text: string): string[] => (compared ? [text] : []);
    const rows = ['calls', 'leads', 'messages', 'appointments'].flatMap((group): BoxedRow[] => {
      const figures = at(value, group);
      if (!isObject(figures)) return [];
      const counts = Object.entries(figures).flatMap(([name, figure]): Array<[string, number]> => {
        const count = numberIn(figure);
        return count === undefined ? [] : [[name, count]];
      });
      const largest = Math.max(1, ...counts.map(([, count]) => count));
      return counts.map(([name, count]) => {
        const earlier = numberAt(before, `${group}.${name}`);
        const cells = [safe(`${group} ${name}`), String(count), ...then(safe(String(earlier ?? ''))), ...since(change(count, earlier))];
        return { cells, bar: (width) => chalk.cyan(barOf(count / largest, width)) };
      });
    });
    const response = numberAt(value, 'avg_response_time_seconds');
    const earlier = numberAt(before, 'avg_response_time_seconds');
    if (response !== undefined) {
      const words = earlier !== undefined ? duration(earlier) : '';
      rows.push({ cells: ['avg response time', duration(response), ...then(words), ...since(change(response, earlier))] });
    }
    const title = compared ? `${period(value)}, compared with ${period(before)}` : period(value);
    return `${title}\n${await boxed(['', 'NOW', ...then('BEFORE'), ...since('CHANGE')], rows, view)}`;
  };
