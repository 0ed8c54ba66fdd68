import { endedBy, Failure, usage } from '../../errors.ts';
import { tell } from '../../output/sink.ts';
import { paint } from '../../output/text/color.ts';
import { harmless, safe } from '../../output/text/safe.ts';
import { columnsOf, wrap } from '../../output/text/wrap.ts';
import type { Settings } from '../../profiles/settings.ts';
import type { Signal, World } from '../../world.ts';
import { type Choice, type Layout, layoutFor } from './choices.ts';

/** Returns what is wrong with an answer, or undefined if it is valid. */
export type Check = (answer: string) => string | undefined | Promise<string | undefined>;

/** Prompts on a terminal. Every method fails with `usage` if prompting is not possible, and with `interrupted` on Ctrl-C. */
export interface Ask {
  /** Whether prompting is possible at all. */
  readonly possible: boolean;
  /** Asks for one line. `check` returns what is wrong with an answer; the user can then try again. */
  text(question: string, options?: { readonly preset?: string; readonly check?: Check }): Promise<string>;
  /** Asks for one line without echoing it. */
  secret(question: string): Promise<string>;
  /** Asks for one of several choices, searchable by typing. */
  pick<T>(question: string, choices: ReadonlyArray<Choice<T>>): Promise<T>;
  /** Asks for at least one of several choices, each checked with the space bar. */
  pickSeveral<T>(question: string, choices: ReadonlyArray<Choice<T>>): Promise<T[]>;
  /** Like `pick`, but also accepts a typed value. `check` returns what is wrong with a typed value; the user can then try again. */
  pickOrType(question: string, choices: ReadonlyArray<Choice<string>>, check: Check): Promise<string>;
  /** Asks a yes/no question, answered with one line. The default is no; declining fails with kind `interrupted` (exit 130). */
  confirm(question: string): Promise<void>;
}

const stopped = (): Failure => new Failure('interrupted', 'interrupted at a prompt; nothing was changed');

/** Discards input typed before the prompt appeared: it cannot be an answer to it. */
const forget = async ({ stdin, sleep }: World): Promise<void> => {
  const drop = (): void => undefined;
  stdin.setRawMode?.(true);
  stdin.on('data', drop);
  stdin.resume();
  // Pending terminal input is read in the next turns of the event loop, even on a slow machine.
  await sleep(20);
  for (let round = 0; round < 3; round++) await new Promise((resolve) => setImmediate(resolve));
  stdin.off('data', drop);
};

const pasteHint = 'Pass such a text as an option: @FILE reads a file, and - reads stdin.';

/**
 * Runs one prompt and makes sure it ends: Ctrl-C, Ctrl-D, a signal or a closed terminal reject it. The library or `question` then restores the
 * terminal.
 */
const guarded = async <T>(world: World, question: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const abort = new AbortController();
  const gone = (): void => abort.abort(stopped());
  const off = world.onSignal((signal: Signal) => abort.abort(endedBy(signal, `ended by ${signal} at a prompt; nothing was changed`)));
  // Readline pauses its input when it closes by itself. On Ctrl-D it closes without notifying the prompt.
  const endings = ['pause', 'end', 'close', 'error'] as const;
  for (const ending of endings) world.stdin.once(ending, gone);
  // A prompt takes one line. The rest of a pasted text would answer the next prompt, or run in the shell.
  let pasted: Failure | undefined;
  const look = (data: unknown): void => {
    if (!/[\r\n]\s*[^\s\p{Cc}]/u.test(String(data))) return;
    pasted = usage('several lines were pasted, and a prompt takes one; nothing was changed', pasteHint);
    abort.abort(pasted);
  };
  const watch = (): void => void world.stdin.on('data', look);
  world.stdin.once('resume', watch);
  try {
    const answer = await question(abort.signal);
    if (pasted) throw pasted;
    return answer;
  } catch (thrown) {
    if (pasted) {
      await forget(world);
      world.stdin.setRawMode?.(false);
      world.stdin.pause();
      throw pasted;
    }
    if (abort.signal.aborted && abort.signal.reason instanceof Failure) throw abort.signal.reason;
    if (thrown instanceof Error && (thrown.name === 'ExitPromptError' || thrown.name === 'AbortPromptError')) throw stopped();
    throw thrown;
  } finally {
    off();
    world.stdin.off('resume', watch);
    world.stdin.off('data', look);
    for (const ending of endings) world.stdin.off(ending, gone);
  }
};

/** Returns a line typed at a prompt, ended by Enter. Fails on Ctrl-C, on Ctrl-D, and when the signal aborts. */
const answerTo = async (world: World, asked: string, signal: AbortSignal): Promise<string> => {
  const { createInterface } = await import('node:readline');
  await forget(world);
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: world.stdin, output: world.stderr, terminal: true, historySize: 0 });
    let ended = false;
    /** Settles the outcome first, because closing pauses the input, which by itself ends the prompt. */
    const end = (act: () => void): void => {
      if (ended) return;
      ended = true;
      act();
      lines.close();
    };
    const stop = (reason: unknown): void =>
      end(() => {
        tell(world.stderr, '\n');
        reject(reason);
      });
    signal.addEventListener('abort', () => stop(signal.reason), { once: true });
    lines.once('SIGINT', () => stop(stopped()));
    lines.once('close', () => stop(stopped()));
    lines.question(asked, (text) => end(() => resolve(text)));
  });
};

const confirmOn = async (world: World, settings: Settings, question: string): Promise<void> => {
  const chalk = await paint(settings.view.errorColor);
  const line = safe(question);
  // Highlighted so that a live key is not mistaken for a test key.
  const shown = line.startsWith('[LIVE ') ? `${chalk.bgRed.white.bold('[LIVE')}${line.slice('[LIVE'.length)}` : line;
  const columns = columnsOf(world.stderr);
  // The answer is typed after the prompt, on the same line.
  const asked = wrap(`${shown} ${chalk.dim('(y/N)')}`, columns === undefined ? undefined : columns - 4);
  for (;;) {
    const typed = await guarded(world, (signal) => answerTo(world, harmless(`${asked} `), signal));
    if (/^\s*y(es)?\s*$/i.test(typed)) return;
    if (/^\s*(no?)?\s*$/i.test(typed)) throw new Failure('interrupted', 'Cancelled. Nothing was sent.', { declined: true });
    tell(world.stderr, 'Please answer y or n.\n');
  }
};

/** Returns the prompts for one run. They use standard input and standard error; standard output is reserved for the result. */
export const openAsk = (world: World, settings: Settings): Ask => {
  const needed = (): void => {
    if (!settings.interactive) throw usage('input required, but this is not an interactive terminal', 'Pass the value as an option; see --help.');
  };
  const open = async (signal: AbortSignal, hint?: string) => ({
    prompts: await import('@inquirer/prompts'),
    context: { input: world.stdin, output: world.stderr, signal },
    theme: await (await import('./theme.ts')).themeFor(settings.view.errorColor, columnsOf(world.stderr) ?? 80, hint),
  });
  const validating =
    (check: Check | undefined) =>
    async (answer: string): Promise<true | string> => {
      const wrong = await check?.(answer);
      return wrong === undefined ? true : safe(wrong);
    };
  const chosen = <T, R>(
    question: string,
    choices: ReadonlyArray<Choice<T>>,
    hint: string | undefined,
    run: (parts: Awaited<ReturnType<typeof open>> & { readonly layout: Layout; readonly message: string }) => Promise<R>,
  ): Promise<R> => {
    needed();
    if (choices.length === 0) throw usage(`${question}: there is nothing to choose from`);
    return guarded(world, async (signal) => {
      const fitted = layoutFor(world.stderr);
      const parts = await open(signal, hint);
      const { withEnterApart } = await import('./enter.ts');
      return withEnterApart(world, (input) =>
        run({ ...parts, context: { ...parts.context, input }, layout: fitted, message: fitted.question(question) }),
      );
    });
  };
  return {
    get possible() {
      return settings.interactive;
    },
    async text(question, { preset, check } = {}) {
      needed();
      return guarded(world, async (signal) => {
        const { prompts, context, theme } = await open(signal);
        const start = preset === undefined ? {} : { default: preset };
        return prompts.input({ message: safe(question), ...start, validate: validating(check), theme }, context);
      });
    },
    async secret(question) {
      needed();
      return guarded(world, async (signal) => {
        const { prompts, context, theme } = await open(signal);
        return prompts.password({ message: safe(question), mask: '*', toggleMask: false, theme }, context);
      });
    },
    async pick(question, choices) {
      return chosen(question, choices, 'type to filter', ({ prompts, context, theme, message, layout: { found, lines } }) =>
        prompts.search({ message, source: (term = '') => found(choices, term), pageSize: lines, theme }, context),
      );
    },
    async pickSeveral(question, choices) {
      return chosen(question, choices, undefined, ({ prompts, context, theme, message, layout: { described, lines } }) =>
        prompts.checkbox({ message, choices: described(choices), required: true, loop: false, pageSize: lines, theme }, context),
      );
    },
    async pickOrType(question, choices, check) {
      return chosen(question, choices, 'type to filter, or another value', ({ prompts, context, theme, message, layout: { found, lines } }) => {
        const source = (term = '') => {
          const typed = term.trim();
          const fitting = found(choices, term);
          return typed === '' || choices.some(({ value }) => value === typed)
            ? fitting
            : // The library shows a validation error only for a choice whose name is the typed text.
              [...fitting, { name: safe(term), short: safe(typed), value: typed, description: 'as typed' }];
        };
        return prompts.search({ message, source, validate: validating(check), pageSize: lines, theme }, context);
      });
    },
    async confirm(question) {
      needed();
      return confirmOn(world, settings, question);
    },
  };
};
