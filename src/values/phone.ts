import { type Failure, usage } from '../errors.ts';
import type { Rules } from '../resources/resource.ts';
import { type PhoneText, phoneText } from './phone-text.ts';
import { checkedRegion } from './region.ts';
import { seenOnly, withCodePoints } from './unseen.ts';

/** How to interpret a phone number. */
export interface PhoneHow {
  /** The country for numbers without `+`. */
  readonly region?: string;
  /** Whether `--allow-unusual-number` is available and whether it was typed; if typed, any number is accepted. */
  readonly unusual?: 'refused' | 'allowed';
  /** Called for a number that is accepted although it cannot be called. */
  readonly warn?: (line: string) => void;
  /** Called for a number that is possible but not assigned. */
  readonly note?: (line: string) => void;
}

const wanted = 'Write it with its country code, like +14155550133.';

/** What a number means in the world's numbering plans. */
interface Understood {
  readonly number: string;
  readonly possible: boolean;
  readonly valid: boolean;
}

/** Returns the best of several readings: a valid one, else a possible one, else any. */
const best = (readings: readonly (Understood | undefined)[]): Understood | undefined => {
  const found = readings.filter((reading) => reading !== undefined);
  return found.find(({ valid }) => valid) ?? found.find(({ possible }) => possible) ?? found[0];
};

const international = async ({ dialed, untrunked }: PhoneText): Promise<Understood | undefined> => {
  const { parsePhoneNumberFromString } = await import('libphonenumber-js/max');
  return best(
    [dialed, untrunked].map((text) => {
      const found = text === undefined ? undefined : parsePhoneNumberFromString(`+${text.replace(/^\+|^00/, '')}`);
      return found && { number: found.number, possible: found.isPossible(), valid: found.isValid() };
    }),
  );
};

const national = async ({ dialed, untrunked }: PhoneText, region: string): Promise<Understood | undefined> => {
  const country = checkedRegion(region, '--region');
  const { isSupportedCountry, parsePhoneNumberFromString } = await import('libphonenumber-js/max');
  if (!isSupportedCountry(country)) throw usage(`--region: unknown country \`${country}\``, 'Write it like US, GB or DE.');
  return best(
    [dialed, untrunked].map((text) => {
      const found = text === undefined ? undefined : parsePhoneNumberFromString(text, country);
      return found && { number: found.number, possible: found.isPossible(), valid: found.isValid() };
    }),
  );
};

/**
 * Returns a phone number as E.164. Typed with `+` or `00`, it must be possible (a known calling code, the right length); typed without, it must be
 * valid in `region`; without a region nothing is guessed. Different spellings of a number give the same text. If `numbers` says so, a number that
 * cannot be called is accepted anyway. Throws `usage` that names `flag`, with the code points of invisible characters.
 */
export const readPhone = async (raw: string, flag: string, how: PhoneHow = {}, numbers?: Rules['numbers']): Promise<string> => {
  const { region, unusual, warn, note } = how;
  const shown = withCodePoints(raw);
  const read = phoneText(raw);
  const { dialed } = read;
  /** Accepts or refuses a number that cannot be called. */
  const doubtful = (as: string, why: string): string => {
    if (numbers === 'unchecked') return as;
    if (numbers === 'noted' || unusual === 'allowed') {
      warn?.(`${flag}: \`${shown}\` ${why}, and is sent as \`${withCodePoints(as)}\``);
      return as;
    }
    throw refusal(flag, shown, why, unusual === undefined ? wanted : `${wanted} If it is right, add \`--allow-unusual-number\`.`);
  };
  const cleaned = seenOnly(raw);
  if (cleaned === '') throw refusal(flag, shown, 'is empty', wanted);
  if (dialed === undefined) {
    const why = read.fault ?? notDigits(cleaned);
    if (unusual === 'allowed') return doubtful(cleaned, why);
    throw refusal(flag, shown, why, wanted);
  }
  const taken = (found: Understood): string => {
    if (!found.valid) note?.(`${flag}: ${found.number} has the right length, but is not assigned in its country`);
    return found.number;
  };
  if (dialed.startsWith('+')) {
    const found = await international(read);
    if (found?.possible) return taken(found);
    return doubtful(dialed, `is not a possible phone number (${found ? 'wrong length' : 'unknown country code'})`);
  }
  const home = region === undefined ? undefined : await national(read, region);
  if (home?.valid) return home.number;
  const abroad = dialed.startsWith('00') ? await international(read) : undefined;
  if (abroad?.possible) return taken(abroad);
  if (region !== undefined)
    return doubtful(dialed, `is not a valid ${region.trim().toUpperCase()} phone number${home?.possible ? '' : ' (wrong length)'}`);
  if (numbers === 'unchecked' || unusual === 'allowed') return doubtful(dialed, 'has no country code');
  const country = 'Or name the country of numbers without one: --region US, or `boltcall profiles set region US`.';
  throw refusal(flag, shown, 'has no country code', `${wanted} ${country}`);
};

const refusal = (flag: string, shown: string, why: string, hint: string): Failure => usage(`${flag}: \`${shown}\` ${why}`, hint);

const notDigits = (text: string): string => (text.startsWith('+') ? 'may contain only digits after the +' : 'is not a phone number');
