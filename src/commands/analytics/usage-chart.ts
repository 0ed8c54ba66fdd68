import { meter } from '../../output/bar.ts';
import { at, numberAt } from '../../output/format/path.ts';
import { type BoxedRow, boxed } from '../../output/table/boxed.ts';
import { paint } from '../../output/text/color.ts';
import { safe } from '../../output/text/safe.ts';
import type { View } from '../../output/text/view.ts';

const day = 86_400_000;

/** Returns the fraction of the billing period that has passed, 0 to 1; undefined if the period has no dates. */
const passed = (value: unknown, now: number): number | undefined => {
  const [from, to] = [Date.parse(String(at(value, 'billing_period.from'))), Date.parse(String(at(value, 'billing_period.to')))];
  // The last day is included in full.
  const share = (now - from) / (to + day - from);
  return Number.isFinite(share) && share > 0 && share <= 1 ? share : undefined;
};

/** Returns plan usage in a box for a terminal, each limit with its share and a projection. Yellow from 80%, red from 100%. */
export const usageChart = async (value: unknown, view: View): Promise<string> => {
  const chalk = await paint(view.color);
  const time = passed(value, view.now);
  const limited = (label: string, used: string, limit: string): BoxedRow[] => {
    const [part, whole] = [numberAt(value, used), numberAt(value, limit)];
    if (part === undefined) return [];
    if (whole === undefined || whole <= 0) return [{ cells: [label, String(part), '', '', ''] }];
    const share = part / whole;
    const color = share < 0.8 ? 'cyan' : share < 1 ? 'yellow' : 'red';
    // Within the first tenth of a period a projection would be a guess.
    const end = time !== undefined && time >= 0.1 && time < 1 ? percent(share / time) : '';
    return [{ cells: [label, String(part), String(whole), percent(share), end], bar: (width) => chalk[color](meter(share, width)) }];
  };
  const calls = numberAt(value, 'api_calls');
  const rows = [
    ...limited('minutes', 'minutes_used', 'minutes_limit'),
    ...limited('texts', 'sms_sent', 'sms_limit'),
    ...(calls !== undefined ? [{ cells: ['API calls', String(calls), '', '', ''] }] : []),
  ];
  const period = safe(`${String(at(value, 'billing_period.from') ?? '')} to ${String(at(value, 'billing_period.to') ?? '')}`);
  return `${period}\n${await boxed(['', 'USED', 'LIMIT', 'SHARE', 'AT END'], rows, view)}`;
};

const percent = (share: number): string => `${Math.round(share * 100)}%`;
