import { isUtf8 } from 'node:buffer';
import { documentedName } from '../../resources/events.ts';
import type { Delivery } from '../delivery.ts';
import type { Headers } from '../headers.ts';

/** Maximum length of a command line: about 128 KiB on Linux, less elsewhere. */
const longest = 32 * 1024;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * Returns a delivery as a curl command, byte for byte, for a POSIX shell. A body that cannot be part of a command is read from
 * the log.
 * @param headers as the target got them, without those that curl adds itself
 */
export const asCurl = ({ id, method, body }: Pick<Delivery, 'id' | 'method' | 'body'>, target: string, headers: Headers): string => {
  const inline = body.length <= longest && isUtf8(body) && !body.includes(0);
  // curl expects a semicolon after a header without a value.
  const lines = headers.map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`);
  // Not --data-binary: it would treat a body that starts with @ as a file name.
  const data = inline ? `--data-raw ${quoted(body.toString('utf8'))}` : '--data-binary @-';
  const command = [`curl -X ${method} ${quoted(target)}`, ...lines, data].join(' \\\n  ');
  return `${inline ? '' : `boltcall webhooks log show ${id} --body | `}${command}\n`;
};

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns whether a text would be parsed as a placeholder. */
const hasPlaceholder = (value: unknown): boolean =>
  typeof value === 'string'
    ? /\{\{\s*[^{}]+?\s*\}\}/.test(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(hasPlaceholder);

interface FixtureParts {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const fixtureParts = (body: Buffer): FixtureParts | string => {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return 'the body is not JSON';
  }
  if (!isFields(value) || typeof value['event'] !== 'string' || value['event'] === '' || !isFields(value['data']))
    return 'the body is not an event with `event` and `data`';
  if (hasPlaceholder(value['data'])) return 'the body contains {{…}}, which a fixture would replace';
  return { event: value['event'], data: value['data'] };
};

/** Returns why a body cannot be a fixture, or undefined if it can. */
export const whyNoFixture = (body: Buffer): string | undefined => {
  const parts = fixtureParts(body);
  return typeof parts === 'string' ? parts : undefined;
};

/** Returns a body as a fixture for `trigger --fixture` (YAML), or undefined if it cannot be one. */
export const asFixture = async (body: Buffer): Promise<string | undefined> => {
  const parts = fixtureParts(body);
  if (typeof parts === 'string') return undefined;
  const { stringify } = await import('yaml');
  return stringify({ name: `copy of ${documentedName(parts.event)}`, steps: [{ event: parts.event, data: parts.data }] }, { lineWidth: 0 });
};
