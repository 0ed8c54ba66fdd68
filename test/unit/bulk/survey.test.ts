import { expect, test } from 'vitest';
import type { Job } from '../../../src/bulk/job.ts';
import { survey } from '../../../src/bulk/survey.ts';

/** A file that never ends; `seen` is called with each row number. */
const endless = (seen: (row: number) => void): Omit<Job, 'contact'> => ({
  file: 'rows.csv',
  rows: {
    columns: ['to'],
    delimiter: ',',
    encoding: { name: 'utf-8' },
    async *read() {
      for (let number = 1; ; number++) {
        seen(number);
        yield { number, line: number + 1, cells: { to: `+1415555${number}` } };
      }
    },
  },
  read: async ({ cells }) => ({ input: cells }),
  key: ({ to }) => String(to),
  send: () => Promise.reject(new Error('nothing is sent')),
});

test('a signal ends the look through a file with its own reason', async () => {
  const abort = new AbortController();
  let rows = 0;
  const job = endless((row) => {
    rows = row;
    if (row === 1000) abort.abort(new Error('interrupted'));
  });
  await expect(survey(job, abort.signal)).rejects.toThrow('interrupted');
  expect(rows).toBe(1000);
});
