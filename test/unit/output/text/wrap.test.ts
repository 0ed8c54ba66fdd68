import { expect, test } from 'vitest';
import { usage } from '../../../../src/errors.ts';
import { failureText } from '../../../../src/output/failure.ts';
import { hanging, wrap } from '../../../../src/output/text/wrap.ts';

test('words are not broken, and a command in backticks stays in one piece at any width', () => {
  const text = 'Store a key with `boltcall login`, or try the local service with --sandbox.';
  expect(wrap(text, 30)).toBe('Store a key with\n`boltcall login`, or try the\nlocal service with --sandbox.');
  expect(wrap(text, 12)).toBe('Store a key\nwith\n`boltcall login`,\nor try the\nlocal\nservice with\n--sandbox.');
  expect(wrap(text, 80)).toBe(text);
  expect(wrap(text, undefined)).toBe(text);
});

test('colours take no room, wide letters take two columns', () => {
  expect(wrap('\u001b[1;31merror:\u001b[22;39m a b c', 12)).toBe('\u001b[1;31merror:\u001b[22;39m a b c');
  expect(wrap('電話番号 電話番号', 10)).toBe('電話番号\n電話番号');
});

test('what is for a program, or laid out, stays as it is', () => {
  const json = '{"error": {"code": "usage", "message": "a long one"}}';
  expect(wrap(json, 20)).toBe(json);
  expect(wrap('  brew install cloudflared and more', 20)).toBe('  brew install cloudflared and more');
});

test('an error fits a terminal of 40 columns', () => {
  const text = failureText(usage('unknown command `webhooks forward`', 'See `boltcall webhooks --help` for all commands.'), false, 40);
  expect(text).toBe('error: unknown command\n`webhooks forward`\nSee `boltcall webhooks --help` for all\ncommands.\n');
});

test('a text beside a label goes on under its beginning', () => {
  expect(`clock  ${hanging("this machine's clock agrees with the service's", 30, 7)}`).toBe(
    "clock  this machine's clock\n       agrees with the\n       service's",
  );
});
