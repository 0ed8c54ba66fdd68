import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { overviewChart } from '../../../../src/commands/analytics/overview-chart.ts';
import { usageChart } from '../../../../src/commands/analytics/usage-chart.ts';
import { boxed } from '../../../../src/output/table/boxed.ts';
import { viewWith } from '../printed.ts';

const now = Date.parse('2026-03-16T00:00:00Z');
const overview = {
  period: { from: '2026-03-01', to: '2026-03-31' },
  calls: { total: 98, missed: 0 },
  appointments: { cancelled: 4, 'booked 予約 👩‍👩‍👧': 10 },
  avg_response_time_seconds: 4.2,
};
const earlier = { period: { from: '2026-02-01', to: '2026-02-28' }, calls: { total: 52, missed: 0 }, appointments: { cancelled: 8 } };

const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('boxed summaries', () => {
  test.each([120, 80, 60, 40])('fit %i columns, whatever is in them, and every line of the box is as wide', async (width) => {
    for (const text of [
      await overviewChart(earlier)(overview, viewWith({ terminal: true, width, now })),
      await overviewChart()(overview, viewWith({ terminal: true, width, now })),
      await usageChart(
        { minutes_used: 450, minutes_limit: 500, sms_sent: 1, sms_limit: 9_000, api_calls: 12 },
        viewWith({ terminal: true, width, now }),
      ),
    ]) {
      const box = lines(text).slice(1);
      const widths = new Set(box.map((line) => stringWidth(line)));
      expect([...widths], text).toHaveLength(1);
      expect(Math.max(...widths), text).toBeLessThanOrEqual(width);
    }
  });

  test('an overview is compared in percent with the period named', async () => {
    const text = await overviewChart(earlier)(overview, viewWith({ terminal: true, width: 80, now }));
    expect(lines(text)[0]).toBe('2026-03-01 to 2026-03-31, compared with 2026-02-01 to 2026-02-28');
    expect(text).toMatch(/│ calls total +│ +98 │ +52 │ +\+88% │ █+/);
    expect(text).toMatch(/│ calls missed +│ +0 │ +0 │ +│ +│/);
    expect(text).toMatch(/│ appointments cancelled +│ +4 │ +8 │ +-50% │/);
  });

  test('usage has shares and a projection; a share that rounds to nothing has an empty bar', async () => {
    const usage = {
      billing_period: { from: '2026-03-01', to: '2026-03-31' },
      minutes_used: 250,
      minutes_limit: 500,
      sms_sent: 23,
      sms_limit: 10_000,
    };
    const text = await usageChart(usage, viewWith({ terminal: true, width: 80, now }));
    expect(text).toMatch(/│ minutes +│ +250 │ +500 │ +50% │ +103% │ █+░+ │/);
    expect(text).toMatch(/│ texts +│ +23 │ +10000 │ +0% │ +0% │ ░+ │/);
  });

  test('a label that has no room is cut between graphemes', async () => {
    const text = await boxed(['', 'NOW'], [{ cells: ['👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', '1'] }], viewWith({ terminal: true, width: 20 }));
    expect(text).toContain('│ 👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧… │');
  });
});
