import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readExcluded } from '../../../src/bulk/exclude.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

/** Normalizes complete numbers, which start with a plus; returns undefined for anything else. */
const phone = async (cell: string): Promise<string | undefined> => (cell.startsWith('+') ? `+${cell.replace(/\D/g, '')}` : undefined);

const excluded = (text: string) => {
  const file = join(temporaryDirectory(), 'stop.csv');
  writeFileSync(file, text);
  return readExcluded([file], phone);
};

test.each([
  ['a number in a line', '+1 (415) 555-0133\n', '+14155550133', true],
  ['another number', '+1 (415) 555-0133\n', '+14155550134', false],
  ['any column, behind a heading', '\uFEFFname;telephone\r\n"Ruiz, Ana";"+1 415 555 0133"\r\n', '+14155550133', true],
  ['a number without its country', 'tel\n(415) 555-0133\n', '+14155550133', true],
  ['a national number with its zero', '030 901820\n', '+4930901820', true],
  ['an e-mail in any case', 'x\tANA@Example.com\n', 'ana@example.com', true],
  ['a date, which is no number', '2025-03-01T09:00Z,+14155550199\n', '+12025030109', false],
])('%s', async (_, text, recipient, is) => {
  expect((await excluded(text)).has(recipient)).toBe(is);
});

test('a list that names nobody is refused: it would leave out nobody', async () => {
  await expect(excluded('name,city\nAna,Madrid\n')).rejects.toThrow(/contains no phone number or email address/);
});
