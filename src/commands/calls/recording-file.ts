import { lstat, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** What a recording is called by its media type. Nothing else becomes an ending: the service does not choose what a file is taken for. */
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

/** What is known of a recording that makes its name; all of it as the service gave it. */
export interface Recorded {
  readonly id: string;
  readonly created?: string | undefined;
  readonly caller?: string | undefined;
  readonly contentType?: string | undefined;
}

/** `2025-03-01-+14155550133-call_xyz789.mp3`: of each part only what can do no harm in a name. */
const recordingName = ({ id, created = '', caller = '', contentType }: Recorded): string => {
  const day = /^\d{4}-\d{2}-\d{2}(?!\d)/.exec(created)?.[0] ?? 'call';
  const number = caller.replace(/[^\d+]/g, '').slice(0, 24);
  const parts = [day, number, id.replace(/[^\w-]/g, '_').slice(0, 100)].filter(Boolean);
  return `${parts.join('-')}.${endingOf(contentType)}`;
};

/** The name in the folder, with a number where one is there already. */
const free = async (folder: string, name: string): Promise<string> => {
  const [, stem = name, ending = ''] = /^(.*)(\.[^.]*)$/.exec(name) ?? [];
  for (let count = 1; ; count += 1) {
    const file = join(folder, count === 1 ? name : `${stem}-${count}${ending}`);
    const there = await lstat(file).catch(() => undefined);
    if (there === undefined) return file;
  }
};

/** Where a recording goes: the file that was named; in a directory that was named, or here, a name of ours that is free. */
export const recordingFile = async (out: string | undefined, cwd: string, recorded: Recorded): Promise<string> => {
  const path = resolve(cwd, out ?? '.');
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? free(path, recordingName(recorded)) : path;
};
