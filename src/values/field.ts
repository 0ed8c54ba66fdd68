import { usage } from '../errors.ts';
import type { Field, Rules } from '../resources/resource.ts';
import type { World } from '../world.ts';
import { seenOnly } from './unseen.ts';

/** How to interpret the text of a flag. */
export interface How {
  /** The flag's name for messages: `--agent-id`. */
  readonly flag: string;
  /** The time zone of typed dates. */
  readonly zone: string;
  /** The country of phone numbers without `+`. */
  readonly region?: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Which end of a typed day or period is meant. */
  readonly edge?: 'from' | 'to';
  /** Dates without a time. */
  readonly dateOnly?: boolean;
  /** If set, `@file` and `-` are read where a field allows them; if not (the reply to a prompt), text is literal. */
  readonly world?: World;
  /** Called for values that are sent although they are not documented. */
  readonly warn?: (line: string) => void;
  /** Called, when many values are checked, for ones that are sent but worth a look. */
  readonly note?: (line: string) => void;
  /** For a command with `--allow-unusual-number`: whether it was typed. */
  readonly unusual?: 'refused' | 'allowed';
  /** For a command with `--allow-unknown-event`: set if it was typed. */
  readonly unknownEvents?: 'allowed';
}

const count = (value: string): number => [...value].length;

const readInteger = (raw: string, { min, max }: Rules, flag: string): number => {
  const typed = raw.trim();
  const span =
    min !== undefined && max !== undefined
      ? ` from ${min} to ${max}`
      : min !== undefined
        ? ` of at least ${min}`
        : max !== undefined
          ? ` of at most ${max}`
          : '';
  const value = Number(typed);
  if (!/^[+-]?\d+$/.test(typed) || !Number.isSafeInteger(value)) throw usage(`${flag}: \`${raw}\` is not a whole number${span}`);
  if ((min !== undefined && value < min) || (max !== undefined && value > max)) throw usage(`${flag}: must be a whole number${span}, not ${typed}`);
  return value;
};

const readChoice = async (raw: string, { choices = [], open }: Rules, how: How): Promise<string> => {
  const found = choices.find((choice) => choice === raw) ?? choices.find((choice) => choice.toLowerCase() === raw.trim().toLowerCase());
  if (found !== undefined) return found;
  const { didYouMean, notAmong, suggest } = await import('./suggest.ts');
  if (!open) throw notAmong(how.flag, choices, raw);
  if (raw.trim() === '') throw usage(`${how.flag}: the value is empty`, didYouMean(raw, choices));
  const several = raw.split(',').map((part) => part.trim());
  if (several.length > 1 && several.every((part) => choices.includes(part)))
    throw usage(`${how.flag} takes one value`, `Repeat it: ${several.map((part) => `${how.flag} ${part}`).join(' ')}.`);
  const close = suggest(raw, choices);
  how.warn?.(
    `${how.flag}: \`${raw}\` is not a documented value; using it anyway. ${close ? `Did you mean \`${close}\`?` : `Documented values: ${choices.join(', ')}.`}`,
  );
  return raw.trim();
};

const readUrl = (raw: string, flag: string): string => {
  const typed = raw.trim();
  const wanted = 'Write it like https://example.com/hooks.';
  if (!/^https?:\/\/[^\s/]/i.test(typed) || !URL.canParse(typed)) throw usage(`${flag}: \`${raw}\` is not an http or https URL`, wanted);
  const { username, password } = new URL(typed);
  if (username || password) throw usage(`${flag}: the URL may not contain a user name or password`, wanted);
  return typed;
};

const readText = async (raw: string, rules: Rules, how: How): Promise<string | number> => {
  let value = raw;
  if (how.world && (rules.long || rules.secret)) {
    const { readLong } = await import('./text.ts');
    value = await readLong(raw, how.flag, how.world, { secret: rules.secret === true });
  }
  const { min, max } = rules;
  if (value.trim() === '' && ((min ?? 0) > 0 || rules.secret || rules.format)) throw usage(`${how.flag}: the value is empty`);
  if (min !== undefined && count(value) < min) throw usage(`${how.flag}: at least ${min} characters required, got ${count(value)}`);
  if (max !== undefined && count(value) > max) throw usage(`${how.flag}: at most ${max} characters allowed, got ${count(value)}`);
  switch (rules.format) {
    case 'phone':
      return (await import('./phone.ts')).readPhone(value, how.flag, how, rules.numbers);
    case 'date-time':
      return (await import('./date.ts')).readDate(value, how);
    case 'duration':
      return (await import('./duration.ts')).readDuration(value, how.flag, max);
    case 'url':
      return readUrl(value, how.flag);
    case 'email':
      if (!/^[^\s@]+@[^\s@]+$/.test(value.trim()))
        throw usage(`${how.flag}: \`${value}\` is not a valid email address`, 'Write it like ana@example.com.');
      return value.trim();
    case 'agent':
    case 'lead':
      return seenOnly(value);
    default:
      return value;
  }
};

/**
 * Returns a typed text as the value of a field: a text, a whole number, a choice, one entry of a list, or an object for pairs. Throws `usage` that
 * names the flag and the expected form.
 */
export const readField = async (field: Field, raw: string, how: How): Promise<unknown> => {
  const { kind, rules } = field;
  if (kind === 'integer') return readInteger(raw, rules, how.flag);
  if (rules.format === 'event') return (await import('./event-names.ts')).readEvents([raw], how.flag, how);
  if (kind === 'pairs') return (await import('./pairs.ts')).readPairs(raw, how.flag, how.world);
  if (rules.choices) return readChoice(raw, rules, how);
  // The limits of a list apply to its length and are checked by `readFields`.
  if (kind === 'list') return readText(raw, { ...rules, min: 1, max: Number.POSITIVE_INFINITY }, how);
  return readText(raw, rules, how);
};

/** Returns all values of a repeated flag: a list without duplicates, or one object with all pairs. Throws like `readField`. */
export const readFields = async (field: Field, raws: readonly string[], how: How): Promise<unknown> => {
  if (field.rules.format === 'event') return (await import('./event-names.ts')).readEvents(raws, how.flag, how);
  // Deliveries of any name are logged, so looking for an undocumented one needs no warning.
  if (field.rules.format === 'event-pattern')
    return (await import('./event-names.ts')).readPatterns(raws, how.flag, { unknownEvents: how.unknownEvents });
  const values: unknown[] = [];
  // Sequential, so that standard input and warnings keep their order.
  for (const raw of raws) values.push(await readField(field, raw, how));
  if (field.kind === 'pairs') return Object.fromEntries(values.flatMap((value) => Object.entries(value ?? {})));
  const several = [...new Set(values)];
  const { min, max } = field.rules;
  if (min !== undefined && several.length < min) throw usage(`${how.flag}: at least ${min} ${min === 1 ? 'value is' : 'values are'} required`);
  if (max !== undefined && several.length > max) throw usage(`${how.flag}: at most ${max} values allowed, got ${several.length}`);
  return several;
};
