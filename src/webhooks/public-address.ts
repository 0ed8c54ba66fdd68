import { usage } from '../errors.ts';

/** Returns the URL to register: the public URL with the path segment appended to its own path; its query is kept. */
export const withPath = (base: URL, path: string): URL => {
  const address = new URL(base);
  address.pathname = base.pathname.replace(/\/+$/, '') + path;
  return address;
};

/** Returns `--public-url` as a URL that can be registered. Throws a usage failure that says what is wrong with it. */
export const publicAddress = (base: URL | undefined, path: string, via: string): URL => {
  if (base === undefined) throw usage(`--via ${via} needs the public address: --public-url https://…`);
  if (base.protocol !== 'https:' && base.protocol !== 'http:') throw usage(`--public-url must start with https://, not ${base.protocol}//`);
  if (base.hash !== '') throw usage('--public-url may not contain a fragment (#…)');
  if (base.username !== '' || base.password !== '') {
    throw usage('--public-url may not contain a user name or password');
  }
  return withPath(base, path);
};
