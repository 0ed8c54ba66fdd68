import { type Failure, usage } from '../errors.ts';
import { checkedRegion } from './region.ts';

/** What people put between digits: spaces, dots, dashes, brackets, slashes. */
const separators = /[\s.\-()[\]/\u00a0\u2010-\u2015\u202f\u2212]/g;

const refusal = (raw: string, flag: string, why: string, hint: string): Failure => usage(`${flag}: \`${raw}\` ${why}`, hint);
const wanted = 'Write it with its country code, like +14155550133.';

/**
 * A phone number as E.164: `+` and 2 to 15 digits once separators are dropped. No stricter check: the service's own examples are
 * too short to be real numbers. Without `+` it is a national number of `region`; nothing is guessed without one. Fails with
 * `usage` naming `flag` and the form wanted.
 */
export const readPhone = async (raw: string, flag: string, region?: string): Promise<string> => {
  const typed = raw.replace(separators, '');
  if (typed === '') throw refusal(raw, flag, 'is empty', wanted);
  if (/^\+\d{2,15}$/.test(typed)) return typed;
  if (typed.startsWith('+')) {
    throw refusal(raw, flag, /^\+\d*$/.test(typed) ? 'must have 2 to 15 digits after the +' : 'may contain only digits after the +', wanted);
  }
  if (!/^\d+$/.test(typed)) throw refusal(raw, flag, 'is not a phone number', wanted);
  if (region === undefined) {
    throw refusal(
      raw,
      flag,
      'has no country code',
      `${wanted} Or name the country of numbers without one: --region US, or \`boltcall profiles set region US\`.`,
    );
  }
  const country = checkedRegion(region, '--region');
  const { isSupportedCountry, parsePhoneNumberFromString } = await import('libphonenumber-js/min');
  if (!isSupportedCountry(country)) throw usage(`--region: unknown country \`${country}\``, 'Write it like US, GB or DE.');
  const number = parsePhoneNumberFromString(typed, country);
  if (!number?.isPossible() || number.ext) throw refusal(raw, flag, `is not a valid ${country} phone number: too short or too long`, wanted);
  return number.number;
};
