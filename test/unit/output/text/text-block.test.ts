import { expect, test } from 'vitest';
import { usage } from '../../../../src/errors.ts';
import { failureText } from '../../../../src/output/failure.ts';
import { flow, hanging } from '../../../../src/output/text/text-block.ts';

test('words are not broken, and a command in backticks stays on one line where it fits', () => {
  const text = 'Store a key with `boltcall login`, or try the local service with --sandbox.';
  expect(flow(text, 30)).toBe('Store a key with\n`boltcall login`, or try the\nlocal service with --sandbox.');
  expect(flow(text, 12)).toBe('Store a key\nwith\n`boltcall\nlogin`, or\ntry the\nlocal\nservice with\n--sandbox.');
  expect(flow(text, 80)).toBe(text);
  expect(flow(text, undefined)).toBe(text);
});

test('colours take no room, wide letters take two columns', () => {
  expect(flow('\u001b[1;31merror:\u001b[22;39m a b c', 12)).toBe('\u001b[1;31merror:\u001b[22;39m a b c');
  expect(flow('電話番号 電話番号', 10)).toBe('電話番号\n電話番号');
});

test('what is for a program, or laid out, stays as it is', () => {
  const json = '{"error": {"code": "usage", "message": "a long one"}}';
  expect(flow(json, 20)).toBe(json);
  expect(flow('  brew install cloudflared and more', 20)).toBe('  brew install cloudflared and more');
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
