import { lstat, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** File extensions by media type. No other value becomes an extension: the service must not choose how a file is interpreted. */
const endings: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/wav': 'wav',
  'audio/wave': 'wav',
  'audio/x-wav': 'wav',
  'audio/vnd.wave': 'wav',
  'audio/ogg': 'ogg',
  'application/ogg': 'ogg',
  'audio/opus': 'opus',
  'audio/webm': 'webm',
  'audio/mp4': 'm4a',
  'audio/m4a': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/aac': 'aac',
  'audio/flac': 'flac',
  'audio/x-flac': 'flac',
  'audio/amr': 'amr',
  'audio/basic': 'au',
};

const endingOf = (contentType: string | undefined): string => {
  const type = (contentType ?? '').replace(/;.*/s, '').trim().toLowerCase();
  return Object.hasOwn(endings, type) ? (endings[type] ?? '') : 'audio';
};

/** The unvalidated data from the service that a recording's file name is built from. */
export interface Recorded {
  readonly id: string;
  readonly created?: string | undefined;
  readonly caller?: string | undefined;
  readonly contentType?: string | undefined;
}

/** Returns a file name such as `2025-03-01-+14155550133-call_xyz789.mp3`, using only the harmless characters of each part. */
const recordingName = ({ id, created = '', caller = '', contentType }: Recorded): string => {
  const day = /^\d{4}-\d{2}-\d{2}(?!\d)/.exec(created)?.[0] ?? 'call';
  const number = caller.replace(/[^\d+]/g, '').slice(0, 24);
  const parts = [day, number, id.replace(/[^\w-]/g, '_').slice(0, 100)].filter(Boolean);
  return `${parts.join('-')}.${endingOf(contentType)}`;
};

/** Returns the path in the directory, with a number added if the name is taken. */
const free = async (folder: string, name: string): Promise<string> => {
  const [, stem = name, ending = ''] = /^(.*)(\.[^.]*)$/.exec(name) ?? [];
  for (let count = 1; ; count += 1) {
    const file = join(folder, count === 1 ? name : `${stem}-${count}${ending}`);
    const there = await lstat(file).catch(() => undefined);
    if (there === undefined) return file;
  }
};

/** Returns the path for a recording: the given file, or an unused generated name in the given or current directory. */
export const recordingFile = async (out: string | undefined, cwd: string, recorded: Recorded): Promise<string> => {
  const path = resolve(cwd, out ?? '.');
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? free(path, recordingName(recorded)) : path;
};
