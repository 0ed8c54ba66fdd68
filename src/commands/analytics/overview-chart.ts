import { chart } from '../../output/chart.ts';
import { at, isObject, numberAt } from '../../output/format/path.ts';
import { duration } from '../../output/format/time.ts';
import { safe } from '../../output/text/safe.ts';
import type { View } from '../../output/text/view.ts';

/** How much a figure has changed since the period before: `+12%`. */
const change = (now: number | undefined, before: number | undefined): string => {
  if (now === undefined || before === undefined) return '';
  if (before === 0) return now === 0 ? '  (same)' : '  (before: 0)';
  const percent = Math.round(((now - before) / before) * 100);
  return `  (${percent > 0 ? '+' : ''}${percent}%, before: ${before})`;
};

const group = async (title: string, value: unknown, before: unknown, view: View): Promise<string> => {
  if (!isObject(value)) return '';
  const bars = Object.keys(value).flatMap((name) => {
    const figure = numberAt(value, name);
    return figure === undefined ? [] : [{ label: `  ${name}`, value: figure, words: `${figure}${change(figure, numberAt(before, name))}` }];
  });
  return bars.length === 0 ? '' : `${title}\n${await chart(bars, view)}\n`;
};

/** The key figures as bars, for a terminal; `before` is the period before, to compare with. */
export const overviewChart =
  (before?: unknown) =>
  async (value: unknown, view: View): Promise<string> => {
    const groups: string[] = [];
    for (const name of ['calls', 'leads', 'messages', 'appointments'])
      groups.push(await group(`${name[0]?.toUpperCase()}${name.slice(1)}`, at(value, name), at(before, name), view));
    const response = numberAt(value, 'avg_response_time_seconds');
    const time = response !== undefined ? `Average response time: ${duration(response)}\n` : '';
    return `${safe(`${String(at(value, 'period.from') ?? '')} to ${String(at(value, 'period.to') ?? '')}`)}\n\n${groups.join('')}${time}`;
  };
