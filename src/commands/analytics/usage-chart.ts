import { type ChartBar, chart } from '../../output/chart.ts';
import { at, numberAt } from '../../output/format/path.ts';
import { safe } from '../../output/text/safe.ts';
import type { View } from '../../output/text/view.ts';

const day = 86_400_000;

/** How much of the billing period has passed, 0 to 1; undefined where it has no dates. */
const passed = (value: unknown, now: number): number | undefined => {
  const [from, to] = [Date.parse(String(at(value, 'billing_period.from'))), Date.parse(String(at(value, 'billing_period.to')))];
  // The last day counts whole.
  const share = (now - from) / (to + day - from);
  return Number.isFinite(share) && share > 0 && share <= 1 ? share : undefined;
};

const bar = (value: unknown, label: string, used: string, limit: string, time: number | undefined): ChartBar[] => {
  const [part, whole] = [numberAt(value, used), numberAt(value, limit)];
  if (part === undefined) return [];
  if (whole === undefined || whole <= 0) return [{ label, value: part, words: String(part) }];
  const share = `${Math.round((part / whole) * 100)}%`;
  // A projection from the first tenth of a period would be a guess.
  const end = time !== undefined && time >= 0.1 && time < 1 ? `, about ${Math.round((part / time / whole) * 100)}% at the end` : '';
  return [{ label, value: part, of: whole, words: `${part} of ${whole} (${share}${end})` }];
};

/** The usage of a plan as bars with share and projection, for a terminal. */
export const usageChart = async (value: unknown, view: View): Promise<string> => {
  const time = passed(value, view.now);
  const bars = [...bar(value, 'Minutes', 'minutes_used', 'minutes_limit', time), ...bar(value, 'Texts', 'sms_sent', 'sms_limit', time)];
  const calls = numberAt(value, 'api_calls');
  const period = `${String(at(value, 'billing_period.from') ?? '')} to ${String(at(value, 'billing_period.to') ?? '')}`;
  return `${safe(period)}\n\n${await chart(bars, view)}${calls !== undefined ? `\nAPI calls: ${calls}\n` : ''}`;
};
