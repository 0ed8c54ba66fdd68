import { expect, test } from 'vitest';
import { standingLines } from '../../../src/bulk/standing-words.ts';
import type { Standing } from '../../../src/bulk/tally.ts';

const at = Date.UTC(2026, 10, 29, 14, 2);
const lines = (standing: Partial<Standing>): string[] =>
  standingLines(
    {
      left: 0,
      already: 0,
      last: at,
      again: 0,
      retried: 0,
      retriedNames: [],
      unknown: 0,
      working: 0,
      byTemplate: 0,
      ever: true,
      leftOut: {},
      samples: [],
      segments: 0,
      ...standing,
    },
    'UTC',
    at,
  );

test('what is known of one row is said in the singular', () => {
  expect(lines({ left: 1, already: 2 })).toEqual(['2 of 3 already got this on Nov 29 at 14:02; sending to the other one']);
  expect(lines({ left: 3, again: 1 })).toEqual(['1 of 3 gets this a second time']);
  expect(lines({ left: 3, again: 2 })).toEqual(['2 of 3 get this a second time']);
  expect(lines({ unknown: 1, left: 1 })).toEqual(['1 of 2 not sent: the outcome of an earlier run is unknown (--retry-unknown sends it)']);
  expect(lines({ working: 1, left: 1 })).toEqual(['1 of 2 left to another run that is sending it now']);
  expect(lines({ working: 2, left: 1 })).toEqual(['2 of 3 left to another run that is sending them now']);
});
