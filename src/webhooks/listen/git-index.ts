import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { systemCode } from '../../errors.ts';

/**
 * The files that git tracks, read from its index (gitformat-index(5)) without running git: the configuration in a repository can
 * name programs that git starts.
 */
interface Index {
  /** Paths separated by `/`; a folder excluded from a sparse checkout ends in `/`. */
  readonly names: string[];
  /** The shared index file that this one extends, if any. */
  readonly shared?: string;
}

/** Parses the entries of an index whose object ids have `id` bytes; undefined if it cannot have that format. */
const parse = (bytes: Buffer, id: number): Index | undefined => {
  const version = bytes.readUInt32BE(4);
  const count = bytes.readUInt32BE(8);
  const names: string[] = [];
  let at = 12;
  let name = Buffer.alloc(0);
  for (let entry = 0; entry < count; entry += 1) {
    let begin = at + 40 + id + 2;
    if (begin > bytes.length) return undefined;
    const flags = bytes.readUInt16BE(begin - 2);
    if (version > 2 && (flags & 0x4000) !== 0) begin += 2;
    let kept = 0;
    if (version === 4) {
      // How many bytes of the previous name this one drops, in git's offset encoding.
      let byte = bytes[begin++] ?? 0;
      let cut = byte & 0x7f;
      while ((byte & 0x80) !== 0) {
        byte = bytes[begin++] ?? 0;
        cut = ((cut + 1) << 7) | (byte & 0x7f);
      }
      kept = name.length - cut;
    }
    const end = bytes.indexOf(0, begin);
    if (end < 0 || kept < 0) return undefined;
    name = Buffer.concat([name.subarray(0, kept), bytes.subarray(begin, end)]);
    if (Math.min(name.length, 0xfff) !== (flags & 0xfff)) return undefined;
    names.push(name.toString());
    // Before version 4, an entry is padded to a multiple of eight bytes, with at least one zero.
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7);
  }
  for (; at + 8 + id <= bytes.length; at += 8 + bytes.readUInt32BE(at + 4)) {
    if (bytes.toString('latin1', at, at + 4) === 'link') return { names, shared: `sharedindex.${bytes.toString('hex', at + 8, at + 8 + id)}` };
  }
  return { names };
};

/** Returns all names in an index. Throws if the format is unknown. */
const namesIn = (file: string): string[] => {
  const bytes = readFileSync(file);
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'DIRC') throw new Error(`${file} is not an index of git`);
  const index = parse(bytes, 20) ?? parse(bytes, 32);
  if (index === undefined) throw new Error(`${file} is an index of git in an unknown form`);
  const base = index.shared === undefined ? undefined : join(dirname(file), index.shared);
  return base !== undefined && existsSync(base) ? [...index.names, ...namesIn(base)] : index.names;
};

/** Returns git's own folder for a checkout at `root`, or undefined if there is none. */
const gitFolder = (root: string): string | undefined => {
  const place = join(root, '.git');
  try {
    if (statSync(place).isDirectory()) return place;
    const named = /^gitdir: (.+)$/m.exec(readFileSync(place, 'utf8'))?.[1];
    return named === undefined ? undefined : resolve(root, named.trim());
  } catch {
    return undefined;
  }
};

/**
 * Returns whether a repository at or above a file tracks it, which would publish its content.
 * @param path absolute, no symlinks except possibly the last part
 * @param folds whether the file system ignores case
 * @throws if an index cannot be read or parsed
 */
export const isTracked = (path: string, folds: boolean): boolean => {
  const alike = (name: string): string => (folds ? name.normalize('NFC').toLowerCase() : name);
  for (let root = dirname(path); ; root = dirname(root)) {
    const folder = gitFolder(root);
    const name = alike(relative(root, path).split(sep).join('/'));
    try {
      if (
        folder !== undefined &&
        namesIn(join(folder, 'index')).some((one) => alike(one) === name || (one.endsWith('/') && name.startsWith(alike(one))))
      )
        return true;
    } catch (error) {
      // Nothing has been added yet.
      if (systemCode(error) !== 'ENOENT') throw error;
    }
    if (dirname(root) === root) return false;
  }
};
