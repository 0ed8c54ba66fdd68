import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { GlobalOptions } from '../../../src/profiles/options.ts';
import { resolveSettings } from '../../../src/profiles/resolve.ts';
import { type Sink, type Source, systemWorld, type World } from '../../../src/world.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

export interface Made {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly home?: string;
  readonly platform?: string;
  readonly now?: number;
  readonly stdin?: Source;
  readonly stdout?: Sink;
  readonly stderr?: Sink;
}

/** Returns an isolated world: an empty home, an empty environment, and pipes instead of terminals. */
export const makeWorld = (made: Made = {}): World => {
  const home = made.home ?? temporaryDirectory('home');
  const real = systemWorld();
  return {
    argv: [],
    env: made.env ?? {},
    keys: new Set(),
    cwd: made.cwd ?? home,
    home,
    platform: made.platform ?? 'linux',
    arch: 'x64',
    host: 'here',
    after: () => () => {},
    pid: process.pid,
    node: '24.0.0',
    self: ['node', 'boltcall'],
    stdin: made.stdin ?? new PassThrough(),
    stdout: made.stdout ?? new PassThrough(),
    stderr: made.stderr ?? new PassThrough(),
    now: () => made.now ?? Date.parse('2025-03-05T15:00:00Z'),
    sleep: real.sleep,
    random: real.random,
    onSignal: real.onSignal,
    onFault: real.onFault,
    birth: () => undefined,
    alive: real.alive,
    kill: real.kill,
    network: real.network,
  };
};

/** Makes a stream claim to be a terminal. */
export const asTerminal = <T extends object>(stream: T, more: { readonly columns?: number } = {}): T & { isTTY: true } =>
  Object.assign(stream, { isTTY: true as const, ...more });

/** Writes the profile store of a home directory and returns its path. */
export const storeIn = (home: string, content: unknown): string => {
  const directory = join(home, '.config', 'boltcall');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'config.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
  return file;
};

/** Returns a profile as a login saves it. */
export const loggedIn = (api_key: string, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  api_key,
  key_origin: 'https://api.boltcall.org',
  base_url: 'https://api.boltcall.org/v1',
  ...more,
});

export const settingsOf = (options: GlobalOptions, made: Made = {}, how: { readonly anyProfile?: boolean } = {}) =>
  resolveSettings(options, makeWorld(made), how);
