import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type Failure, systemCode, usage } from '../errors.ts';
import type { World } from '../world.ts';

/** A file of variables and the variable in it that holds the secret. */
export interface EnvPlace {
  readonly file: string;
  readonly name: string;
}

const usual = 'BOLTCALL_WEBHOOK_SECRET';

/** `FILE` or `FILE:NAME`. */
export const parseEnvPlace = (typed: string): EnvPlace => {
  const named = /^(.+):([A-Za-z_][A-Za-z0-9_]*)$/s.exec(typed);
  const place = named?.[1] !== undefined && named[2] !== undefined ? { file: named[1], name: named[2] } : { file: typed, name: usual };
  if (place.file === '') throw usage('--write-env: the file is missing', 'Write it like --write-env .env or --write-env .env:WEBHOOK_SECRET.');
  return place;
};

/** A value as `.env` files hold it: plain where that is safe, else in quotes that keep it from being expanded. */
const quoted = (value: string): string => (/^[\w.:/@%+=-]*$/.test(value) ? value : value.includes("'") ? JSON.stringify(value) : `'${value}'`);

/** The text with the one line set: in place where the variable stands already (the last of several), else at the end. */
export const withVariable = (text: string, name: string, value: string): string => {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const form = new RegExp(`^(\\s*(?:export\\s+)?${name}\\s*=).*$`, 's');
  const at = lines.findLastIndex((line) => form.test(line));
  if (at >= 0) {
    lines[at] = (lines[at] ?? '').replace(form, (_, start: string) => start + quoted(value));
    return lines.join(newline);
  }
  const whole = text === '' || text.endsWith('\n') ? text : text + newline;
  return `${whole}${name}=${quoted(value)}${newline}`;
};

/** Whether git keeps a file, so that what is written into it would be published. Without git nothing is tracked. */
const tracked = (file: string): Promise<boolean> =>
  new Promise((done) => {
    execFile('git', ['ls-files', '--error-unmatch', '--', basename(file)], { cwd: dirname(file) }, (error) => done(error === null));
  });

/**
 * Writes a secret into a file of variables: one line, everything else stays, atomically; a new file is 0600. Refuses with
 * `usage` a file that git tracks. Returns whether something changed.
 */
export const writeEnv = async (world: World, { file, name }: EnvPlace, secret: string): Promise<boolean> => {
  const path = resolve(world.cwd, file);
  if (await tracked(path)) {
    throw usage(`--write-env: git tracks ${file}, so the secret would be published with it`, `Name a file that git ignores, like .env.local.`);
  }
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw cannot(file, error);
    text = '';
  }
  const changed = withVariable(text, name, secret);
  if (changed === text) return false;
  const { default: writeFileAtomic } = await import('write-file-atomic');
  try {
    await writeFileAtomic(path, changed, text === '' ? { mode: 0o600 } : {});
  } catch (error) {
    throw cannot(file, error);
  }
  return true;
};

const cannot = (file: string, error: unknown): Failure => usage(`--write-env: ${file} cannot be written (${systemCode(error) ?? String(error)})`);
