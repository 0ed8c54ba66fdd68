import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type Failure, systemCode, usage } from '../../errors.ts';
import type { World } from '../../world.ts';

/** A file of variables and the variable in it that holds the secret. */
export interface EnvPlace {
  readonly file: string;
  readonly name: string;
}

const usual = 'BOLTCALL_WEBHOOK_SECRET';

/** `FILE` or `FILE:NAME`. */
export const parseEnvPlace = (typed: string): EnvPlace => {
  const named = /^(.*):([A-Za-z_][A-Za-z0-9_]*)$/s.exec(typed);
  const place = named?.[1] !== undefined && named[2] !== undefined ? { file: named[1], name: named[2] } : { file: typed, name: usual };
  if (place.file === '') throw usage('--write-env: the file is missing', 'Write it like --write-env .env or --write-env .env:WEBHOOK_SECRET.');
  return place;
};

/** A value as `.env` files hold it: plain where that is safe, else in quotes that keep it from being expanded. */
const quoted = (value: string): string => (/^[\w.:/@%+=-]*$/.test(value) ? value : value.includes("'") ? JSON.stringify(value) : `'${value}'`);

/** The text with the one line set: in place where the variable stands already (the last of several), else at the end. */
export const withVariable = (text: string, name: string, value: string): string => {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const form = new RegExp(`^([^\\S\\n]*(?:export[^\\S\\n]+)?${name}[^\\S\\n]*=)[^\\r\\n]*`, 'gm');
  const last = [...text.matchAll(form)].at(-1);
  if (last) return `${text.slice(0, last.index)}${last[1]}${quoted(value)}${text.slice(last.index + last[0].length)}`;
  const whole = text === '' || text.endsWith('\n') ? text : text + newline;
  return `${whole}${name}=${quoted(value)}${newline}`;
};

/** Whether git keeps a file, so that what is written into it would be published. Without git nothing is tracked. */
const tracked = async (file: string): Promise<boolean> => {
  const { ask } = await import('../../programs/ask.ts');
  return (await ask(['git', '--literal-pathspecs', 'ls-files', '--error-unmatch', '--', basename(file)], { cwd: dirname(file) })).ok;
};

/**
 * Writes a secret into a file of variables: one line, everything else stays, atomically; a new file is 0600. Refuses with
 * `usage` a file that git tracks. Returns whether something changed.
 */
export const writeEnv = async (world: World, { file, name }: EnvPlace, secret: string): Promise<boolean> => {
  const named = resolve(world.cwd, file);
  // What is written to, and published if git tracks it, is the file that a link leads to.
  const path = await realpath(named).catch(() => named);
  if (await tracked(path)) {
    throw usage(`--write-env: git tracks ${file}, so the secret would be published with it`, `Name a file that git ignores, like .env.local.`);
  }
  let text: string;
  try {
    // Byte for byte: what is not UTF-8 in it stays as it is.
    text = await readFile(path, 'latin1');
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw cannot(file, error);
    text = '';
  }
  const changed = withVariable(text, name, Buffer.from(secret).toString('latin1'));
  if (changed === text) return false;
  const { default: writeFileAtomic } = await import('write-file-atomic');
  try {
    await writeFileAtomic(path, changed, { encoding: 'latin1', ...(text === '' ? { mode: 0o600 } : {}) });
  } catch (error) {
    throw cannot(file, error);
  }
  return true;
};

const cannot = (file: string, error: unknown): Failure => usage(`--write-env: ${file} cannot be written (${systemCode(error) ?? String(error)})`);
