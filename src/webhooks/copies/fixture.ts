import { documentedName } from '../../resources/events.ts';
import { deepest, isDeeper, isObject } from '../../values/json.ts';

/** Returns why a value would not come out of a fixture as it went in. */
const altered = (value: unknown): string | undefined => {
  if (typeof value === 'string') return /\{\{\s*[^{}]+?\s*\}\}/.test(value) ? 'the body contains {{…}}, which a fixture would replace' : undefined;
  if (typeof value === 'number')
    return Number.isSafeInteger(Math.trunc(value)) ? undefined : 'the body contains a number that is too large for a fixture';
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.values(value)
    .map(altered)
    .find((why) => why !== undefined);
};

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
  if (!isObject(value) || typeof value['event'] !== 'string' || value['event'] === '' || !isObject(value['data']))
    return 'the body is not an event with `event` and `data`';
  if (isDeeper(value, deepest)) return 'the body is nested too deeply';
  return altered(value['data']) ?? { event: value['event'], data: value['data'] };
};

/** Returns why a body cannot be a fixture, or undefined if it can. */
export const whyNoFixture = (body: Buffer): string | undefined => {
  const parts = fixtureParts(body);
  return typeof parts === 'string' ? parts : undefined;
};

/** Returns a body as a fixture for `trigger --fixture` (JSON), or undefined if it cannot be one. */
export const asFixture = (body: Buffer): string | undefined => {
  const parts = fixtureParts(body);
  if (typeof parts === 'string') return undefined;
  const { event, data } = parts;
  return `${JSON.stringify({ name: `copy of ${documentedName(event)}`, steps: [{ event, data }] }, null, 2)}\n`;
};
