import { usage } from '../errors.ts';

/** The address that is registered: the public one with the path segment behind its own path; its query stays. */
export const withPath = (base: URL, path: string): URL => {
  const address = new URL(base);
  address.pathname = base.pathname.replace(/\/+$/, '') + path;
  return address;
};

/** `--public-url` as an address that can be registered, or a usage failure that says what is wrong with it. */
export const publicAddress = (base: URL | undefined, path: string, via: string): URL => {
  if (base === undefined) throw usage(`--via ${via} needs the public address: --public-url https://…`);
  if (base.protocol !== 'https:' && base.protocol !== 'http:')
    throw usage(`--public-url must begin with https:// (it begins with ${base.protocol}//)`);
  if (base.hash !== '') throw usage('--public-url has a part after #, which is never sent to a server; leave it out');
  if (base.username !== '' || base.password !== '') {
    throw usage('--public-url holds a user name or password, which would be stored with the webhook and shown; leave it out');
  }
  return withPath(base, path);
};
