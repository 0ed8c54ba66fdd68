import { chart } from '../../output/chart.ts';
import { at } from '../../output/format/path.ts';
import { duration } from '../../output/format/time.ts';
import { safe } from '../../output/text/safe.ts';
import type { View } from '../../output/text/view.ts';
import { isObject } from '../../values/json.ts';

/** How much a figure has changed since the period before: `+12%`. */
const change = (now: unknown, before: unknown): string => {
  if (typeof now !== 'number' || typeof before !== 'number') return '';
  if (before === 0) return now === 0 ? '  (same)' : '  (before: 0)';
  const percent = Math.round(((now - before) / before) * 100);
  return `  (${percent > 0 ? '+' : ''}${percent}%, before: ${before})`;
};

const group = async (title: string, value: unknown, before: unknown, view: View): Promise<string> => {
  if (!isObject(value)) return '';
  const bars = Object.entries(value).flatMap(([name, figure]) =>
    typeof figure === 'number' ? [{ label: `  ${name}`, value: figure, words: `${figure}${change(figure, at(before, name))}` }] : [],
  );
  return bars.length === 0 ? '' : `${title}\n${await chart(bars, view)}\n`;
};

/** The key figures as bars, for a terminal; `before` is the period before, to compare with. */
export const overviewChart =
  (before?: unknown) =>
  async (value: unknown, view: View): Promise<string> => {
    const groups: string[] = [];
    for (const name of ['calls', 'leads', 'messages', 'appointments'])
      groups.push(await group(`${name[0]?.toUpperCase()}${name.slice(1)}`, at(value, name), at(before, name), view));
    const response = at(value, 'avg_response_time_seconds');
    const time = typeof response === 'number' ? `Average response time: ${duration(response)}\n` : '';
    return `${safe(`${String(at(value, 'period.from') ?? '')} to ${String(at(value, 'period.to') ?? '')}`)}\n\n${groups.join('')}${time}`;
  };
