import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { join, parse, resolve, sep } from 'node:path';
import { Failure, systemCode, usage } from '../../errors.ts';
import { whyNotWritten, writeWhole } from '../../files.ts';
import { placesOf } from '../../profiles/directories.ts';
import { underLock } from '../../profiles/lock.ts';
import type { World } from '../../world.ts';
import { isTracked } from './git-index.ts';

/** A file of variables and the variable in it that holds the secret. */
interface EnvPlace {
  readonly file: string;
  readonly name: string;
}

const usual = 'BOLTCALL_WEBHOOK_SECRET';

/** `FILE` or `FILE:NAME`. */
export const parseEnvPlace = (typed: string): EnvPlace => {
  const named = /^(.*):([A-Za-z_][A-Za-z0-9_]*)$/s.exec(typed);
  const place = named?.[1] !== undefined && named[2] !== undefined ? { file: named[1], name: named[2] } : { file: typed, name: usual };
  if (place.file === '') throw usage('--write-env: no file given', 'Write it like --write-env .env or --write-env .env:WEBHOOK_SECRET.');
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

/** The links on the way of a path, and where it ends; the file itself need not be there. */
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

/** Fails with `usage` where git tracks the file, or a link that leads to it: a repository would say where the secret goes. */
const refuseTracked = ({ platform }: World, file: string, links: readonly string[], end: string): void => {
  const folds = platform === 'darwin' || platform === 'win32';
  try {
    const link = links.find((one) => isTracked(one, folds));
    if (link !== undefined) throw usage(`--write-env: ${link} is a link that git tracks, so a repository chose where the secret would go`, ignored);
    if (isTracked(end, folds)) throw usage(`--write-env: ${file} is tracked by git, so the secret could be published`, ignored);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw usage(
      `--write-env: it cannot be told whether git tracks ${file} (${systemCode(error) ?? (error instanceof Error ? error.message : '')})`,
      ignored,
    );
  }
};

const ignored = 'Use a file that git ignores, such as .env.local.';

/**
 * Writes a secret into a file of variables: one line, everything else stays, atomically; a new file is 0600. Refuses with
 * `usage` a file that git tracks. Several at once write one after another. Returns whether something changed.
 */
export const writeEnv = async (world: World, { file, name }: EnvPlace, secret: string): Promise<boolean> => {
  // What is written to, and published if git tracks it, is the file that a link leads to.
  const { links, end } = await followed(resolve(world.cwd, file));
  refuseTracked(world, file, links, end);
  const lock = join(placesOf(world).state, 'env-files', createHash('sha256').update(end).digest('hex').slice(0, 16));
  return underLock(lock, () => setVariable(end, file, name, secret));
};

const setVariable = async (path: string, file: string, name: string, secret: string): Promise<boolean> => {
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
  try {
    await writeWhole(path, Buffer.from(changed, 'latin1'), { secret: text === '', lasting: true });
  } catch (error) {
    throw cannot(file, error);
  }
  return true;
};

const cannot = (file: string, error: unknown): Failure => usage(`--write-env: ${file} cannot be written (${whyNotWritten(error)})`);
