import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { join, parse, resolve, sep } from 'node:path';
import { Failure, systemCode, usage, whyNotRead } from '../../errors.ts';
import { whyNotWritten, writeWhole } from '../../files.ts';
import { placesOf } from '../../profiles/directories.ts';
import { underLock } from '../../profiles/lock.ts';
import type { World } from '../../world.ts';
import { isTracked } from './git-index.ts';

/** A file of environment variables and the name of the variable that holds the secret. */
interface EnvPlace {
  readonly file: string;
  readonly name: string;
}

const usual = 'BOLTCALL_WEBHOOK_SECRET';

/** Parses `FILE` or `FILE:NAME`. */
export const parseEnvPlace = (typed: string): EnvPlace => {
  const named = /^(.*):([A-Za-z_][A-Za-z0-9_]*)$/s.exec(typed);
  const place = named?.[1] !== undefined && named[2] !== undefined ? { file: named[1], name: named[2] } : { file: typed, name: usual };
  if (place.file === '') throw usage('--write-env: no file given', 'Write it like --write-env .env or --write-env .env:WEBHOOK_SECRET.');
  return place;
};

/**
 * Returns a value as dotenv, dotenv-expand and a shell read it alike: plain, or in quotes. Fails with `usage` for a value that no form suits: dotenv-expand
 * looks for `$` in any quotes, dotenv takes `\\'` for a quote, and only a shell takes more in double quotes.
 */
const quoted = (value: string): string => {
  if (/^(?:[\w.:/@%+-]+=*)?$/.test(value)) return value;
  if (!/[$\r\n]/.test(value)) {
    if (!value.includes("'") && !value.endsWith('\\')) return `'${value}'`;
    if (!/["\\`]/.test(value)) return `"${value}"`;
  }
  throw usage(
    '--write-env: programs read a secret with these special characters in different ways',
    'Choose one without $, quotes and backslashes, or pass it in the environment of your app.',
  );
};

/** Returns the text with one variable set: in place if it exists (the last one, if there are several), else at the end. */
export const withVariable = (text: string, name: string, value: string): string => {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const form = new RegExp(`^([^\\S\\n]*(?:export[^\\S\\n]+)?${name}[^\\S\\n]*=)[^\\r\\n]*`, 'gm');
  const last = [...text.matchAll(form)].at(-1);
  if (last) return `${text.slice(0, last.index)}${last[1]}${quoted(value)}${text.slice(last.index + last[0].length)}`;
  const whole = text === '' || text.endsWith('\n') ? text : text + newline;
  return `${whole}${name}=${quoted(value)}${newline}`;
};

/** Returns the symlinks along a path and its final target; the file itself may not exist. */
const followed = async (path: string): Promise<{ readonly links: readonly string[]; readonly end: string }> => {
  const links: string[] = [];
  let { root: at } = parse(path);
  const rest = path.slice(at.length).split(sep).filter(Boolean);
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    const next = join(at, part);
    const target = await readlink(next).catch(() => undefined);
    if (target === undefined) {
      at = next;
      continue;
    }
    links.push(next);
    if (links.length > 40) throw usage(`--write-env: ${path} is a circle of links`);
    const whole = resolve(at, target);
    at = parse(whole).root;
    rest.unshift(...whole.slice(at.length).split(sep).filter(Boolean));
  }
  return { links, end: at };
};

/** Fails with `usage` if git tracks the file or a symlink that leads to it: the repository would publish where the secret goes. */
const refuseTracked = ({ platform }: World, file: string, links: readonly string[], end: string): void => {
  const folds = platform === 'darwin' || platform === 'win32';
  try {
    const link = links.find((one) => isTracked(one, folds));
    if (link !== undefined) throw usage(`--write-env: ${link} is a link that git tracks, so a repository chose where the secret would go`, ignored);
    if (isTracked(end, folds)) throw usage(`--write-env: ${file} is tracked by git, so the secret could be published`, ignored);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw usage(`--write-env: it cannot be told whether git tracks ${file}: ${whyNotRead(error)}`, ignored);
  }
};

const ignored = 'Use a file that git ignores, such as .env.local.';

/**
 * Writes a secret to a file of environment variables: it changes one line, atomically, and creates new files with mode 0600.
 * Fails with `usage` if git tracks the file. Concurrent calls write one after another. Returns whether something changed.
 */
export const writeEnv = async (world: World, { file, name }: EnvPlace, secret: string): Promise<boolean> => {
  // The file that a symlink leads to is the one that is written, and published if git tracks it.
  const { links, end } = await followed(resolve(world.cwd, file));
  refuseTracked(world, file, links, end);
  const lock = join(placesOf(world).state, 'env-files', createHash('sha256').update(end).digest('hex').slice(0, 16));
  return underLock(lock, () => setVariable(end, file, name, secret));
};

const setVariable = async (path: string, file: string, name: string, secret: string): Promise<boolean> => {
  let text: string;
  try {
    // Byte for byte: invalid UTF-8 stays as it is.
    text = await readFile(path, 'latin1');
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw cannot(file, error);
    text = '';
  }
  const changed = withVariable(text, name, Buffer.from(secret).toString('latin1'));
  if (changed === text) return false;
  try {
    await writeWhole(path, Buffer.from(changed, 'latin1'), { secret: text === '', lasting: true });
  } catch (error) {
    throw cannot(file, error);
  }
  return true;
};

const cannot = (file: string, error: unknown): Failure => usage(`--write-env: ${file} cannot be written (${whyNotWritten(error)})`);
