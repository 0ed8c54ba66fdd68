import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { openDraft, writeWhole } from '../../src/files.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const failureOf = async (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

describe.skipIf(process.platform === 'win32')('a whole file', () => {
  test('is there with nothing beside it, for its user alone', async () => {
    const folder = temporaryDirectory();
    const before = process.umask(0);
    try {
      await writeWhole(join(folder, 'one'), 'text');
    } finally {
      process.umask(before);
    }
    expect([readdirSync(folder), readFileSync(join(folder, 'one'), 'utf8'), modeOf(join(folder, 'one'))]).toEqual([['one'], 'text', '600']);
  });

  test('keeps the mode of the one before it, but for a secret', async () => {
    const file = join(temporaryDirectory(), 'one');
    writeFileSync(file, 'old');
    chmodSync(file, 0o664);
    await writeWhole(file, 'new');
    expect([readFileSync(file, 'utf8'), modeOf(file)]).toEqual(['new', '664']);
    await writeWhole(file, 'secret', { secret: true });
    expect([readFileSync(file, 'utf8'), modeOf(file)]).toEqual(['secret', '600']);
  });

  test.each(['target', 'missing'])('goes where a link leads (%s), which stays', async (target) => {
    const folder = temporaryDirectory();
    mkdirSync(join(folder, 'there'));
    writeFileSync(join(folder, 'there/target'), 'old');
    symlinkSync(`there/${target}`, join(folder, 'link'));
    await writeWhole(join(folder, 'link'), 'new');
    expect([readlinkSync(join(folder, 'link')), readFileSync(join(folder, 'there', target), 'utf8')]).toEqual([`there/${target}`, 'new']);
  });

  test('is written to no name that others could have laid', async () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, 'victim'), 'safe');
    for (const name of ['out.part', 'out.tmp', '.out', 'out~']) symlinkSync('victim', join(folder, name));
    await writeWhole(join(folder, 'out'), 'new');
    expect([readFileSync(join(folder, 'victim'), 'utf8'), readFileSync(join(folder, 'out'), 'utf8')]).toEqual(['safe', 'new']);
    expect(lstatSync(join(folder, 'out.part')).isSymbolicLink()).toBe(true);
  });

  test('leaves what was there where its content breaks off, whose error goes on', async () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, 'one'), 'old');
    const broken = async function* (): AsyncGenerator<string> {
      yield 'half';
      throw new Error('broken off');
    };
    await expect(writeWhole(join(folder, 'one'), broken())).rejects.toThrow('broken off');
    expect([readdirSync(folder), readFileSync(join(folder, 'one'), 'utf8')]).toEqual([['one'], 'old']);
  });

  test('is one of those that were written at once, never a mixture', async () => {
    const folder = temporaryDirectory();
    const pieces = async function* (letter: string): AsyncGenerator<string> {
      for (let count = 0; count < 50; count += 1) yield letter.repeat(10_000);
    };
    await Promise.all(['a', 'b', 'c'].map((letter) => writeWhole(join(folder, 'one'), pieces(letter))));
    expect(readdirSync(folder)).toEqual(['one']);
    expect(readFileSync(join(folder, 'one'), 'utf8')).toMatch(/^(a{500000}|b{500000}|c{500000})$/);
  });

  test.each([
    ['', 'it is a directory'],
    ['none/one', 'its directory does not exist'],
    ['file/one', 'part of its path is not a directory'],
    ['loop', 'it is a link that leads back to itself'],
  ])('that cannot be written (%s) is a mistake in what was typed: %s', async (name, why) => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('loop', join(folder, 'loop'));
    const path = join(folder, name);
    const failure = await failureOf(writeWhole(path, 'text', { hint: 'Give another.' }));
    expect(failure).toMatchObject({ kind: 'usage', message: `cannot write ${path}: ${why}`, details: { hint: 'Give another.' } });
    expect(readdirSync(folder).sort()).toEqual(['file', 'loop']);
  });

  test.skipIf(!existsSync('/dev/full'))('a device is written to and stays one; a full one says so', async () => {
    await writeWhole('/dev/null', 'text');
    for (const content of ['text', async (sink: NodeJS.WritableStream) => void sink.write('text')] as const) {
      const failure = await failureOf(writeWhole('/dev/full', content));
      expect(failure).toMatchObject({ kind: 'usage', message: 'cannot write /dev/full: the disk is full' });
    }
    expect([statSync('/dev/null').isCharacterDevice(), statSync('/dev/full').isCharacterDevice()]).toEqual([true, true]);
  });

  test('what reads a named pipe gets all of it, however slowly it comes', async () => {
    const pipe = join(temporaryDirectory(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const text = 'x'.repeat(300_000);
    const written = writeWhole(pipe, text);
    const reader = spawn('cat', [pipe]);
    const read = buffer(reader.stdout);
    await written;
    expect([(await read).toString() === text, statSync(pipe).isFIFO()]).toEqual([true, true]);
  });

  test('nobody waits for ever for the reader of a named pipe', async () => {
    const pipe = join(temporaryDirectory(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reason = new Failure('interrupted', 'interrupted');
    const ending = new AbortController();
    const waiting = failureOf(writeWhole(pipe, 'text', { signal: ending.signal }));
    ending.abort(reason);
    expect(await waiting).toBe(reason);
  });

  test('a reader that goes away is said', async () => {
    const pipe = join(temporaryDirectory(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('sh', ['-c', 'head -c 1 "$1" > /dev/null', 'sh', pipe]);
    const failure = await failureOf(writeWhole(pipe, 'x'.repeat(1_000_000)));
    expect(failure).toMatchObject({ kind: 'usage', message: `cannot write ${pipe}: its reader has gone` });
    reader.kill();
  });

  test('what is written bit by bit is there when it is kept, and says what went wrong', async () => {
    const folder = temporaryDirectory();
    const draft = await openDraft(join(folder, 'one'));
    await draft.write('a');
    expect(existsSync(join(folder, 'one'))).toBe(false);
    await draft.write(Buffer.from('b'));
    await draft.keep();
    expect([readdirSync(folder), readFileSync(join(folder, 'one'), 'utf8')]).toEqual([['one'], 'ab']);
    const dropped = await openDraft(join(folder, 'two'));
    await dropped.write('a');
    await dropped.drop();
    expect(readdirSync(folder)).toEqual(['one']);
  });
});
