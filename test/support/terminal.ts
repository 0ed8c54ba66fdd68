import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { eventually } from './eventually.ts';
import { cleanEnvironment, type Environment, makeHome, program } from './program.ts';
import { later, temporaryDirectory } from './temporary.ts';

/** Whether tmux is installed; without it, terminal tests are skipped: `describe.skipIf(!tmux)('…, needs tmux')`. */
export const tmux = spawnSync('tmux', ['-V']).status === 0;

export interface TerminalOptions {
  readonly home?: string;
  readonly env?: Environment;
  readonly cwd?: string;
  /** Width in columns, 80 by default. */
  readonly width?: number;
  /** Height in lines, 24 by default. */
  readonly height?: number;
}

/** A program in a separate terminal. It and its child processes are killed when the test ends. */
export interface Terminal {
  /** Returns what the screen shows now, without trailing spaces and trailing empty lines. */
  screen(): Promise<string>;
  /** The same, including lines that have scrolled off the screen. */
  history(): Promise<string>;
  /** Presses keys by their tmux names: `Enter`, `C-c`, `C-d`, `Up`, `Escape`, `y`. */
  press(...keys: string[]): Promise<void>;
  /** Types text as it is, key by key. */
  type(text: string): Promise<void>;
  /** Pastes text all at once, as a terminal does; newlines arrive as Enter. */
  paste(text: string): Promise<void>;
  /** Waits until the screen shows all of `texts` at once, and returns the screen. Fails, showing the screen, after 2 min. */
  shows(...texts: ReadonlyArray<string | RegExp>): Promise<string>;
  /** Waits for the program to exit and returns its exit code. */
  ended(): Promise<number>;
  resize(width: number, height: number): Promise<void>;
  /** Whether `stty` reports, after the program, the state that a shell expects: echo and line input on. */
  sane(): Promise<boolean>;
}

/** Returns the processes of a session, on systems that have /proc. */
const sessionOf = (session: number): number[] =>
  (existsSync('/proc') ? readdirSync('/proc') : [])
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        // After the name in parentheses: state, parent, group, session.
        return (
          Number(
            readFileSync(`/proc/${name}/stat`, 'utf8')
              .replace(/^.*\) /s, '')
              .split(' ')[3],
          ) === session
        );
      } catch {
        return false;
      }
    })
    .map(Number);

const killOne = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has already exited.
  }
};

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Starts a shell command line in a private tmux server. Shows `exit code` when it has exited. */
export const shell = async (line: string, options: TerminalOptions = {}): Promise<Terminal> => {
  const { width = 80, height = 24 } = options;
  const home = options.home ?? makeHome();
  // A separate socket, so that neither the user's tmux nor another test is affected; the server exits with its only session.
  const socket = join(temporaryDirectory('tmux'), randomBytes(4).toString('hex'));
  const env = { ...cleanEnvironment(home, { TERM: 'screen-256color', LC_ALL: 'C.UTF-8', ...options.env }) };
  const run = async (...args: string[]): Promise<string> => {
    const done = await execa('tmux', ['-u', '-f', '/dev/null', '-S', socket, ...args], {
      env,
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
    });
    if (done.exitCode !== 0) throw new Error(`tmux ${args[0]}: ${done.stderr}`);
    return done.stdout;
  };
  const script = `${line}; echo "[exit $?]"; stty -a > ${quote(`${socket}.stty`)}; exec sleep 1000`;
  await run('new-session', '-d', '-x', String(width), '-y', String(height), '-c', options.cwd ?? home, 'sh', '-c', script);
  const pane = Number(await run('list-panes', '-F', '#{pane_pid}'));
  later(async () => {
    await run('kill-server').catch(() => undefined);
    // Closing a terminal signals only its foreground processes.
    for (const pid of sessionOf(pane)) killOne(pid);
  });

  const capture = async (...more: string[]): Promise<string> => (await run('capture-pane', '-p', ...more)).replace(/ +$/gm, '').replace(/\n+$/, '');
  const screen = (): Promise<string> => capture();
  const shows = async (...texts: ReadonlyArray<string | RegExp>): Promise<string> => {
    let last = '';
    const found = (text: string | RegExp): boolean => (typeof text === 'string' ? last.includes(text) : text.test(last));
    try {
      return await eventually(`the screen to show ${texts.join(' and ')}`, async () => {
        last = await screen();
        return texts.every(found) && last;
      });
    } catch (error) {
      throw new Error(`The screen never showed ${texts.filter((text) => !found(text)).join(' and ')}. It shows:\n${last}`, { cause: error });
    }
  };
  return {
    screen,
    history: () => capture('-S', '-'),
    press: async (...keys) => void (await run('send-keys', ...keys)),
    type: async (text) => void (await run('send-keys', '-l', text)),
    paste: async (text) => {
      await run('set-buffer', text);
      await run('paste-buffer', '-p');
    },
    shows,
    ended: async () => Number(/\[exit (\d+)\]/.exec(await shows(/\[exit \d+\]/))?.[1]),
    resize: async (columns, lines) => void (await run('resize-window', '-x', String(columns), '-y', String(lines))),
    sane: async () => {
      const settings = await eventually('the state of the terminal', () => {
        try {
          return readFileSync(`${socket}.stty`, 'utf8') || false;
        } catch {
          return false;
        }
      });
      return /(?:^|\s)icanon\b/m.test(settings) && /(?:^|\s)echo\b/m.test(settings);
    },
  };
};

/** Starts the program under test in a terminal. */
export const terminal = (args: readonly string[], options: TerminalOptions = {}): Promise<Terminal> =>
  shell([process.execPath, program, ...args].map(quote).join(' '), options);
