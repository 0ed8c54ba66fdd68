import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { shortTime } from '../../src/output/format/time.ts';
import { systemWorld } from '../../src/world.ts';

const own = process.env['TZ'];
afterEach(() => {
  if (own === undefined) delete process.env['TZ'];
  else process.env['TZ'] = own;
});

test.each(['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia'])('the clock of a machine in %s shows what its zone says', (zone) => {
  process.env['TZ'] = zone;
  const { local } = systemWorld();
  const now = Date.parse('2100-01-01T00:00:00Z');
  fc.assert(
    fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }), (date) => {
      expect(local?.(date.getTime())).toBe(shortTime(date.toISOString(), { zone, now }));
    }),
    { numRuns: 500 },
  );
});
