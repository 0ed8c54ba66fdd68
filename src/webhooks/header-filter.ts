import { usage } from '../errors.ts';
import { wildcard } from '../values/wildcard.ts';
import { type Headers, valuesOf, valueText } from './headers.ts';

/**
 * Returns the test for --filter-header, or undefined if none was typed. Each `NAME=VALUE` must match one of the header's values; a
 * name matches in any case, and `*` in a value stands for any characters. Fails with `usage` if one has another form.
 */
export const headerFilter = (typed: readonly string[]): ((headers: Headers) => boolean) | undefined => {
  const wanted = typed.map((text) => {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw usage(`--filter-header: \`${text}\` is not of the form NAME=VALUE`, 'Write it like --filter-header "X-Trace=abc*".');
    return { name: name.toLowerCase(), shape: wildcard(value) };
  });
  if (wanted.length === 0) return undefined;
  return (headers) => wanted.every(({ name, shape }) => valuesOf(headers, name).some((value) => shape.test(valueText(value))));
};
