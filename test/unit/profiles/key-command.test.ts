import { describe, expect, test } from 'vitest';
import { readKeyCommand, storedKeyCommand } from '../../../src/profiles/key-command.ts';

describe('a typed key command', () => {
  test.each([
    ['op read op://vault/boltcall/key', ['op', 'read', 'op://vault/boltcall/key']],
    ["  pass  show 'bolt call'  ", ['pass', 'show', 'bolt call']],
    ['/opt/get "a \\"b\\" $c" \'\'', ['/opt/get', 'a "b" $c', '']],
    ['get a\\ b x"y"z', ['get', 'a b', 'xyz']],
    ['C:\\tools\\op.exe read', ['C:\\tools\\op.exe', 'read']],
  ])('%s', (typed, words) => {
    if (/^C:/.test(typed) && process.platform !== 'win32') expect(() => readKeyCommand(typed)).toThrow('depends on the working directory');
    else expect(readKeyCommand(typed)).toEqual(words);
  });

  test.each([
    ['', 'the command is empty'],
    ['""', 'the command is empty'],
    ['get | head', '`|` needs a shell'],
    ['get $(x)', '`$` needs a shell'],
    ['get; rm', '`;` needs a shell'],
    ['get `x`', '`` ` `` needs a shell'],
    ["get 'x", 'a quote is not closed'],
    ['./key.sh', '`./key.sh` depends on the working directory'],
    ['scripts/key.sh', '`scripts/key.sh` depends on the working directory'],
  ])('refuses %j', (typed, message) => {
    expect(() => readKeyCommand(typed)).toThrow(message.replace('`` ` ``', '```'));
  });
});

test.each([['op read x'], [[]], [['']], [['op', 1]], [['./key.sh']], [{}]])('refuses a stored command that is %j', (value) => {
  expect(() => storedKeyCommand(value, 'profile a')).toThrow(/^profile a: /);
});
