import { expect, test } from 'vitest';
import { keyOf, personOf, workspaceOf } from '../../../src/ledger/key.ts';

const workspace = workspaceOf(new URL('https://api.boltcall.org/v1'), 'sk_live_secret');
const what = { workspace, operation: 'POST /messages/sms', text: 'Hello', recipient: '+14155550133' };

test('a workspace is its base URL and its key, which cannot be read from it', () => {
  expect(workspace).toMatch(/^[0-9a-f]{64}$/);
  expect(workspaceOf(new URL('https://api.boltcall.org/v1/'), 'sk_live_secret')).toBe(workspace);
  const others = [
    workspaceOf(new URL('https://api.boltcall.org/v1'), 'sk_live_other'),
    workspaceOf(new URL('https://eu.boltcall.org/v1'), 'sk_live_secret'),
  ];
  expect(others).not.toContain(workspace);
});

test('a key differs with each of workspace, operation, text or campaign, and recipient', () => {
  const keys = [
    what,
    { ...what, workspace: 'other' },
    { ...what, operation: 'POST /calls/outbound' },
    { ...what, text: 'Hello!' },
    { ...what, recipient: '+14155550134' },
    { ...what, campaign: 'spring' },
    { ...what, campaign: '' },
    { ...what, campaign: '24h:Hello' },
  ].map(keyOf);
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{16}$/);
});

test('of a campaign the words do not matter, and a person is the same whatever is said', () => {
  expect(keyOf({ ...what, campaign: 'spring', text: 'Other' })).toBe(keyOf({ ...what, campaign: 'spring' }));
  expect(personOf(workspace, '+14155550133')).not.toBe(personOf(workspace, '+14155550134'));
});
