import { usage } from '../errors.ts';
import type { Setting } from './settings.ts';

/** The default base URL of the service. */
export const usualBaseUrl = 'https://api.boltcall.org/v1';

/**
 * Checks a base URL: http or https, without user name, query or fragment; trailing slashes are removed. Throws `usage` that names the source of the
 * value.
 */
export const checkedBaseUrl = ({ value, from }: Setting<string>): URL => {
  const typed = value.trim();
  const wanted = `Write it like ${usualBaseUrl}.`;
  if (!/^https?:\/\//i.test(typed)) {
    const scheme = /^(localhost|127\.|\[)/.test(typed) ? 'http' : 'https';
    const bare = /^[\w.[\]-]+(:\d+)?(\/|$)/.test(typed);
    throw usage(`${from}: \`${value}\` is not an http or https URL`, bare ? `Did you mean \`${scheme}://${typed}\`?` : wanted);
  }
  if (!URL.canParse(typed)) throw usage(`${from}: \`${value}\` is not a valid URL`, wanted);
  const url = new URL(typed);
  if (url.username || url.password)
    throw usage(`${from}: the URL may not contain a user name or password`, 'Put the key in BOLTCALL_API_KEY or a profile.');
  if (url.search || url.hash) throw usage(`${from}: \`${value}\` has a query or a fragment`, wanted);
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
};
