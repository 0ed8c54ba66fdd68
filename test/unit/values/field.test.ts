import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { choice, integer, list, pairs, text } from '../../../src/resources/resource.ts';
import { readDuration } from '../../../src/values/duration.ts';
import { type How, readField, readFields } from '../../../src/values/field.ts';
import { didYouMean, suggest } from '../../../src/values/suggest.ts';
import { readLong } from '../../../src/values/text.ts';
import { temporaryDirectory } from '../../support/temporary.ts';
import { makeWorld } from '../profiles/world.ts';

const how: How = { flag: '--flag', zone: 'UTC', now: 0 };
const refused = (part: string | RegExp = '--flag') => expect.objectContaining({ kind: 'usage', exitCode: 2, message: expect.stringMatching(part) });

describe('durations', () => {
  test.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['30', 30_000],
    ['0.5', 500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    [' 2M ', 120_000],
    ['24h', 86_400_000],
  ])('%s', (typed, ms) => expect(readDuration(typed, '--for')).toBe(ms));
  test.each(['', '0', '0s', '-1', '1y', 's', '1 m', '1e3', '25h', '∞', '0x10'])('%j is refused', (typed) =>
    expect(() => readDuration(typed, '--for')).toThrow(refused('--for')),
  );
});

describe('whole numbers and choices', () => {
  test('are checked against their limits', async () => {
    const field = integer('how many', { min: 1, max: 100 });
    expect(await readField(field, '100', how)).toBe(100);
    expect(await readField(integer('any'), '-3', how)).toBe(-3);
    for (const typed of ['0', '101', '1.5', '1e2', '', 'ten', '9999999999999999999', '0x1'])
      await expect(readField(field, typed, how)).rejects.toEqual(refused('1 to 100'));
  });

  test('a choice in any case of letters; another gets a suggestion', async () => {
    const field = choice('which', ['inbound', 'outbound']);
    expect(await readField(field, 'Inbound', how)).toBe('inbound');
    const message = `${how.flag} must be one of inbound, outbound`;
    await expect(readField(field, 'inbuond', how)).rejects.toMatchObject({ message, details: { hint: 'Did you mean `inbound`?' } });
    await expect(readField(field, 'sideways', how)).rejects.toMatchObject({ message, details: {} });
  });

  test('an open choice is warned about and sent', async () => {
    const warned: string[] = [];
    const field = choice('which', ['call', 'sms'], { open: true });
    const listening = { ...how, warn: (line: string) => void warned.push(line) };
    expect(await readField(field, 'walk-in', listening)).toBe('walk-in');
    expect(warned.join()).toContain('walk-in');
    expect(await readField(field, 'sms', listening)).toBe('sms');
    expect(warned).toHaveLength(1);
    await expect(readField(field, '', listening)).rejects.toEqual(refused());
  });
});

describe('texts', () => {
  test('length is counted in characters, not in bytes or halves', async () => {
    const field = text('a text', { min: 1, max: 4 });
    expect(await readField(field, '🫡🫡🫡🫡', how)).toBe('🫡🫡🫡🫡');
    await expect(readField(field, '🫡🫡🫡🫡🫡', how)).rejects.toEqual(refused('at most 4 characters'));
    await expect(readField(field, ' ', how)).rejects.toEqual(refused('empty'));
    expect(await readField(text('may be empty'), '', how)).toBe('');
    expect(await readField(text('a text'), '-call back', how)).toBe('-call back');
  });

  test('addresses', async () => {
    expect(await readField(text('mail', { format: 'email' }), ' ana@example.com ', how)).toBe('ana@example.com');
    for (const typed of ['ana', 'ana@', '@x', 'a b@c'])
      await expect(readField(text('mail', { format: 'email' }), typed, how)).rejects.toEqual(refused());
    const url = text('url', { format: 'url' });
    expect(await readField(url, 'https://a.test/x?y=1', how)).toBe('https://a.test/x?y=1');
    for (const typed of ['a.test', 'ftp://a', 'https://', 'https://u:p@a.test']) await expect(readField(url, typed, how)).rejects.toEqual(refused());
  });

  test('phone numbers and times take the zone and the region', async () => {
    expect(await readField(text('to', { format: 'phone' }), '(415) 555-0133', { ...how, region: 'US' })).toBe('+14155550133');
    expect(await readField(text('from', { format: 'date-time' }), '1970-01-01', { ...how, zone: 'Asia/Tokyo', edge: 'to' })).toBe(
      '1970-01-01T14:59:59Z',
    );
  });
});

describe('@file and standard input', () => {
  const long = text('a text', { long: true });
  const withInput = (...chunks: string[]) => makeWorld({ stdin: Readable.from(chunks.map((chunk) => Buffer.from(chunk))) });

  test('a file, without the newline at its end', async () => {
    const home = temporaryDirectory('home');
    writeFileSync(join(home, 'a.txt'), '\uFEFFfirst\n\nlast\n');
    const world = makeWorld({ home });
    expect(await readField(long, '@a.txt', { ...how, world })).toBe('first\n\nlast');
    expect(await readField(long, '@@a.txt', { ...how, world })).toBe('@a.txt');
    expect(await readField(text('short'), '@a.txt', { ...how, world })).toBe('@a.txt');
    expect(await readField(long, '@a.txt', how)).toBe('@a.txt');
  });

  test('standard input, once', async () => {
    const world = withInput('häl', 'lo\r\n');
    expect(await readLong('-', '--body', world)).toBe('hällo');
    await expect(readLong('@-', '--prompt', world)).rejects.toEqual(refused('--body'));
  });

  test('letters that are cut between two reads stay whole', async () => {
    const bytes = Buffer.from('né🫡');
    const world = makeWorld({ stdin: Readable.from([...bytes].map((byte) => Buffer.from([byte]))) });
    expect(await readLong('-', '--body', world)).toBe('né🫡');
  });

  test.each(['@missing.txt', '@', '@.'])('%s is refused, naming the flag', async (typed) => {
    await expect(readLong(typed, '--body', makeWorld())).rejects.toEqual(refused('--body'));
  });

  test('what is no text is refused', async () => {
    const world = makeWorld({ stdin: Readable.from([Buffer.from([0xff, 0xfe, 0x00])]) });
    await expect(readLong('-', '--body', world)).rejects.toEqual(refused('UTF-8'));
  });

  test('white space around a secret is dropped, and an empty one refused', async () => {
    const secret = text('secret', { secret: true });
    expect(await readField(secret, '-', { ...how, world: withInput(' whsec_1 \n\n') })).toBe('whsec_1');
    await expect(readField(secret, '-', { ...how, world: withInput('\n') })).rejects.toEqual(refused('empty'));
  });
});

describe('lists and pairs', () => {
  test('a list keeps its order and drops repeats', async () => {
    const tags = list('a tag');
    expect(await readFields(tags, ['vip', 'new', 'vip'], how)).toEqual(['vip', 'new']);
    expect(await readFields(tags, ['a,b'], how)).toEqual(['a,b']);
    await expect(readFields(tags, ['a', ''], how)).rejects.toEqual(refused('empty'));
    await expect(readFields(list('two', { min: 2 }), ['a'], how)).rejects.toEqual(refused('at least 2'));
  });

  test('pairs stay text; JSON is taken as it is; later ones win', async () => {
    const values = pairs('values');
    expect(await readFields(values, ['name=Ana', 'time=9:00=x', 'n=007', 'e='], how)).toEqual({ name: 'Ana', time: '9:00=x', n: '007', e: '' });
    expect(await readFields(values, ['{"n":7,"o":{"a":[1]}}', 'n=8'], how)).toEqual({ n: '8', o: { a: [1] } });
    expect(Object.keys((await readFields(values, ['__proto__=x'], how)) as object)).toEqual(['__proto__']);
    for (const typed of ['name', '=x', '{', '{"a":1']) await expect(readFields(values, [typed], how)).rejects.toEqual(refused());
    const home = temporaryDirectory('home');
    writeFileSync(join(home, 'v.json'), '[1]');
    await expect(readFields(values, ['@v.json'], { ...how, world: makeWorld({ home }) })).rejects.toEqual(refused('must be a JSON object'));
  });
});

describe('suggestions', () => {
  const verbs = ['list', 'get', 'create', 'update', 'delete', 'transcript', 'recording'];
  test.each([
    ['lst', 'list'],
    ['lsit', 'list'],
    ['LIST', 'list'],
    ['trans', 'transcript'],
    ['crate', 'create'],
    ['recodring', 'recording'],
    ['deleet', 'delete'],
  ])('%s: %s', (typed, meant) => expect(suggest(typed, verbs)).toBe(meant));
  test.each(['', 'x', 'banana', 'unrelated'])('%j: none', (typed) => {
    expect(suggest(typed, verbs)).toBeUndefined();
    expect(didYouMean(typed, ['a1', 'b2'])).toBe('One of: a1, b2.');
  });
});
