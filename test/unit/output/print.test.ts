import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { openPrinter } from '../../../src/output/print.ts';
import { openProgress } from '../../../src/output/progress.ts';
import { paint } from '../../../src/output/text/color.ts';
import { harmless, sgr } from '../../../src/output/text/safe.ts';
import type { Sink } from '../../../src/world.ts';
import { eventually } from '../../support/eventually.ts';
import { heard, viewWith, worldWith } from './printed.ts';

/** A pipe whose reader leaves after `after` writes: every later write fails with EPIPE, as the system reports it. */
const leftBy = (written: string[] = [], after = 0): Sink =>
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (written.length >= after) return done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      written.push(chunk.toString());
      done();
    },
    // Like standard output: an error does not close it.
    autoDestroy: false,
  });

/** An endless list that counts the items requested and records whether it was closed. */
const endless = () => {
  const state = { asked: 0, ended: false };
  const items = (async function* (): AsyncGenerator<unknown> {
    try {
      for (;;) yield { id: `call_${state.asked++}` };
    } finally {
      state.ended = true;
    }
  })();
  return { items, state };
};

describe('a reader that leaves', () => {
  test.each(['json', 'jsonl', 'csv', 'table', 'id'] as const)('%s: the list stops being read and the failure is an ordinary end', async (format) => {
    const { items, state } = endless();
    const print = openPrinter(worldWith(leftBy([], 1), heard().sink), viewWith({ format }));
    await expect(print.list(items, [{ path: 'id', kind: 'id' }])).rejects.toMatchObject({ kind: 'closed-pipe', exitCode: 0 });
    expect(state.ended).toBe(true);
    expect(state.asked).toBeLessThanOrEqual(300);
  });

  test('things that come live: the first write after it ends the list', async () => {
    const { items, state } = endless();
    const print = openPrinter(worldWith(leftBy([], 1), heard().sink), viewWith({ format: 'jsonl' }));
    await expect(print.list(items, [], { live: true })).rejects.toMatchObject({ kind: 'closed-pipe' });
    expect(state.asked).toBe(2);
  });

  test('a record and plain text too', async () => {
    const print = openPrinter(worldWith(leftBy(), heard().sink), viewWith({ format: 'json' }));
    await expect(print.record({ id: 1 }, [])).rejects.toMatchObject({ kind: 'closed-pipe' });
    await expect(print.write('text')).rejects.toMatchObject({ kind: 'closed-pipe' });
  });

  test('a full disk is told as what it is', async () => {
    const full = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space'), { code: 'ENOSPC' })) });
    const print = openPrinter(worldWith(full, heard().sink), viewWith());
    await expect(print.write('text')).rejects.toMatchObject({
      code: 'output_failed',
      message: 'the output could not be written: the disk is full (ENOSPC)',
    });
  });

  test('after a change that failure says that the change is made', async () => {
    for (const use of ['record', 'list'] as const) {
      const full = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space'), { code: 'ENOSPC' })) });
      const print = openPrinter(worldWith(full, heard().sink), viewWith());
      const printing = use === 'list' ? print.list([{ id: 1 }], [], { changed: true }) : print.record({ id: 1 }, [], { changed: true });
      await expect(printing).rejects.toMatchObject({
        kind: 'internal',
        message: expect.stringMatching(/^the change was applied, but/),
        details: { hint: expect.stringMatching(/^Do not run it again/) },
      });
    }
  });

  test('nobody reading stderr is no failure', async () => {
    const out = heard();
    const destroyed = new PassThrough();
    destroyed.destroy();
    for (const stderr of [leftBy(), destroyed]) {
      const print = openPrinter(worldWith(out.sink, stderr), viewWith());
      print.warn('a warning');
      print.note('a note');
      await print.write('whole\n');
    }
    expect(out.text()).toBe('whole\nwhole\n');
  });
});

test('a slow reader gets 3 MB whole, and the items wait for it', async () => {
  const pipe = new PassThrough({ highWaterMark: 16_384 });
  let made = 0;
  const items = (async function* (): AsyncGenerator<unknown> {
    for (; made < 3000; made++) yield { id: `call_${made}`, text: 'ü'.repeat(500) };
  })();
  const printing = openPrinter(worldWith(pipe, heard().sink), viewWith({ format: 'json' })).list(items, []);
  const chunks: Buffer[] = [];
  const first = new Promise((resolve) => pipe.once('readable', resolve));
  await first;
  await new Promise((resolve) => setImmediate(resolve));
  expect(made).toBeLessThan(3000);
  pipe.on('data', (chunk: Buffer) => chunks.push(chunk));
  await printing;
  pipe.end();
  await eventually('the end', () => pipe.readableEnded);
  const text = Buffer.concat(chunks).toString();
  expect(Buffer.byteLength(text)).toBeGreaterThan(3_000_000);
  expect(JSON.parse(text)).toHaveLength(3000);
});

describe('words from outside stay words; our own colours stay colours', () => {
  test.each([true, false])('in a note or a warning (terminal: %s)', async (terminal) => {
    const err = heard(terminal);
    const print = openPrinter(worldWith(heard().sink, err.sink), viewWith({}));
    const chalk = await paint(true);
    print.note(`Ana\u001b[8m\u001b[2J\u202e\u009b1m: ${chalk.yellow('yellow \u001b[31mred')}\ntwo`);
    print.warn('\u001b]0;title\u0007');
    expect(err.text()).toBe('Ana\\x1b[8m\\x1b[2J\\u202e\\x9b1m: \u001b[33myellow \\x1b[31mred\u001b[39m\ntwo\n\\x1b]0;title\\x07\n');
  });

  /** Control characters that terminals obey: OSC 52, CSI, SGR, C1, bidi, BS, SO, DEL, CR. */
  const nasty = 'Ana\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u001b[8m\u009b31m\u202e\b\u000e\u007f\rover\ttab\n';

  test.each([nasty, Buffer.from(nasty)])('in whatever is written to a terminal, as text and as bytes; a pipe has it as it came', async (data) => {
    const out = heard(true);
    await openPrinter(worldWith(out.sink, heard().sink), viewWith()).write(data);
    expect(out.text()).toBe('Ana\\x1b]52;c;ZXZpbA==\\x07\\x1b[2J\\x1b[8m\\x9b31m\\u202e\\x08\\x0e\\x7f\nover\ttab\n');
    const pipe = heard();
    await openPrinter(worldWith(pipe.sink, heard().sink), viewWith()).write(data);
    expect(pipe.text()).toBe(nasty);
  });

  test('a letter cut in two by the pieces in which bytes come stays a letter', async () => {
    const out = heard(true);
    const print = openPrinter(worldWith(out.sink, heard().sink), viewWith());
    for (const byte of Buffer.from('Zoë 田')) await print.write(Uint8Array.of(byte));
    expect(out.text()).toBe('Zoë 田');
  });

  test('nobody outside can write a colour of ours: a second program has others', () => {
    expect(sgr('1')).toMatch(/^\u001b\[(\d{4};){3}1m$/);
    expect(harmless(`${sgr('1')}bold${sgr('22')} \u001b[1000;1000;1000;1m`)).toBe('\u001b[1mbold\u001b[22m \\x1b[1000;1000;1000;1m');
  });
});

test('--quiet leaves out notes, not warnings', () => {
  const err = heard();
  const print = openPrinter(worldWith(heard().sink, err.sink), viewWith({ quiet: true }));
  print.note('a note');
  print.warn('a warning');
  expect(err.text()).toBe('a warning\n');
});

describe('progress', () => {
  /** A sleep that ends when the test calls `pass`. */
  const clock = () => {
    const waiting: Array<() => void> = [];
    return {
      sleep: (_ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve) => {
          waiting.push(resolve);
          signal?.addEventListener('abort', () => resolve());
        }),
      pass: async (): Promise<void> => {
        for (const wake of waiting.splice(0)) wake();
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
  };

  test('elsewhere than on a terminal: lines, and never a carriage return or an escape', async () => {
    for (const [tty, env] of [
      [false, {}],
      [true, { CI: 'true' }],
      [true, { TERM: 'dumb' }],
    ] as const) {
      const err = heard(tty);
      const { sleep, pass } = clock();
      const progress = openProgress(worldWith(heard().sink, err.sink, { sleep, env }), viewWith());
      const stop = progress.spin('reading');
      const bar = progress.start('rows', 10);
      bar.at(5);
      await pass();
      bar.end();
      stop();
      expect(err.text()).toMatch(/^5 of 10 rows \(50%\)/);
      expect(err.text()).not.toMatch(/[\r\u001b]/);
    }
  });

  test('on a terminal: a bar that is taken away, also before anything else is written', async () => {
    const err = heard(true);
    const out = heard(true);
    const { sleep, pass } = clock();
    const world = worldWith(out.sink, err.sink, { sleep });
    const bar = openProgress(world, viewWith()).start('rows', 10);
    bar.at(5);
    await pass();
    expect(err.text()).toContain('5 of 10 rows');
    openPrinter(world, viewWith()).warn('row 6: no such lead');
    expect(err.text()).toMatch(/\r\u001b\[Krow 6: no such lead\n$/);
    await pass();
    bar.end();
    expect(err.text()).toMatch(/\r\u001b\[K$/);
    expect(out.text()).toBe('');
  });

  test('on a terminal: a spinner, only after a while, and gone when a result is written', async () => {
    const err = heard(true);
    const out = heard(true);
    const { sleep, pass } = clock();
    const world = worldWith(out.sink, err.sink, { sleep });
    const progress = openProgress(world, viewWith());
    await progress.during('quick', Promise.resolve(1));
    expect(err.text()).toBe('');
    progress.spin('reading calls');
    await pass();
    await eventually('the spinner', () => err.text().includes('reading calls'));
    await openPrinter(world, viewWith()).write('done\n');
    const shown = err.text().length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(err.text().length).toBe(shown);
    expect(err.text()).toContain('\u001b[?25h');
    expect(out.text()).toBe('done\n');
  });

  test('no spinner on a terminal without a size, where its lines cannot be counted', async () => {
    const err = heard(true, 0);
    const { sleep, pass } = clock();
    const shown: Array<() => void> = [];
    const after = (_: number, action: () => void): (() => void) => {
      shown.push(action);
      return () => {};
    };
    const stop = openProgress(worldWith(heard().sink, err.sink, { sleep, after }), viewWith()).spin('reading calls');
    for (const action of shown) action();
    await pass();
    await import('ora');
    await new Promise((resolve) => setImmediate(resolve));
    expect(shown).toHaveLength(1);
    expect(err.text()).toBe('');
    stop();
  });

  test('nothing with --quiet', async () => {
    const err = heard(true);
    const { sleep, pass } = clock();
    const progress = openProgress(worldWith(heard().sink, err.sink, { sleep }), viewWith({ quiet: true }));
    const stop = progress.spin('reading');
    const bar = progress.start('rows', 10);
    bar.at(5);
    await pass();
    bar.end();
    stop();
    expect(err.text()).toBe('');
  });
});
