import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from '../../cli/command/command.ts';
import { option, type ValuesOf } from '../../cli/command/option.ts';
import { systemCode, usage } from '../../errors.ts';
import { list, text } from '../../resources/resource.ts';

/** The options that make a body. */
export const bodyOptions = {
  rawField: option('key=text', list('a text of the body (or of the query of a GET); repeat for more'), { short: 'f' }),
  field: option('key=value', list('the same; true, false, null and numbers as such, @file its content'), { short: 'F' }),
  input: option('file', text('the whole body from a file; - is standard input'), { conflicts: ['rawField', 'field'] }),
};

/** What `-f`, `-F` and `--input` make: members by name, or the whole body as bytes. */
export interface Body {
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly whole?: Uint8Array;
}

/** Reads the fields and the input of `api`. Throws a usage failure for a field without `=` or a file that cannot be read. */
export const bodyOf = async (context: Context, { rawField: raw, field: typed, input }: ValuesOf<typeof bodyOptions>): Promise<Body> => {
  if (input !== undefined) return { whole: input === '-' ? await all(context.world.stdin) : await file(context, input, '--input') };
  if (raw.length + typed.length === 0) return {};
  const fields: Record<string, unknown> = {};
  for (const entry of raw) {
    const [name, value] = split(entry, '-f');
    fields[name] = value;
  }
  for (const entry of typed) {
    const [name, value] = split(entry, '-F');
    fields[name] = value.startsWith('@') ? (await file(context, value.slice(1), '-F')).toString() : literal(value);
  }
  return { fields };
};

const split = (entry: string, flag: string): [string, string] => {
  const at = entry.indexOf('=');
  if (at <= 0) throw usage(`${flag}: "${entry}" has no name`, `Write it like ${flag} name=Ana.`);
  return [entry.slice(0, at), entry.slice(at + 1)];
};

/** true, false, null and JSON numbers as such; `+1…` and leading zeros are no JSON numbers and stay text, as phone numbers must. */
export const literal = (value: string): unknown => {
  if (value === 'true') return true;
  if (value === 'false') return false;
  if (value === 'null') return null;
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(value) && Number.isFinite(Number(value)) && String(value).length < 16 ? Number(value) : value;
};

const file = async (context: Context, path: string, flag: string): Promise<Buffer> => {
  try {
    return await readFile(resolve(context.world.cwd, path));
  } catch (error) {
    throw usage(`${flag}: cannot read ${path} (${systemCode(error) ?? 'unknown'})`);
  }
};

const all = async (stream: AsyncIterable<unknown>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
  return Buffer.concat(chunks);
};
