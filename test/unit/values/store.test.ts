import { expect, test } from 'vitest';
import { readStore, shownStore } from '../../../src/values/store.ts';

test.each([
  ['postgres://me:s3cret@db.example.com/outreach', 'postgres://me:***@db.example.com/outreach'],
  ['postgresql://me:s3cret@/outreach?host=/run/postgresql', 'postgresql://***@/outreach?host=/run/postgresql'],
  ['postgres://db/outreach?user=me&password=s3cret', 'postgres://db/outreach?user=me&password=***'],
  ['postgres://me:s3c/ret@db/outreach', 'postgres://***@db/outreach'],
  ['mysql://me:s3cret@db/outreach', 'mysql://me:***@db/outreach'],
  ['/var/lib/ledger', '/var/lib/ledger'],
])('%s is shown without its password', (typed, shown) => {
  expect(shownStore(typed)).toBe(shown);
});

test.each([
  ['postgres://db/outreach', 'postgres'],
  [' postgres://me@/outreach?host=/run/postgresql ', 'postgres'],
  ['./ledger', 'file'],
  ['C:\\ledger', 'file'],
])('%s is a store', (typed, kind) => {
  expect(readStore(typed, '--ledger').kind).toBe(kind);
});

test.each(['mysql://db/x', '', 'postgres://me:s3cret@[/x'])('%s is none, and its password is not told', (typed) => {
  const refused = (): unknown => readStore(typed, '--ledger');
  expect(refused).toThrow(/^--ledger: /);
  expect(refused).not.toThrow(/s3cret/);
});
