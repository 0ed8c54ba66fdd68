import { usage } from '../errors.ts';

/** Where a ledger is stored: in a database or a file. */
export type StoreAddress =
  | { readonly kind: 'postgres'; readonly url: string; readonly shown: string }
  | { readonly kind: 'file'; readonly path: string };

const known = /^postgres(?:ql)?:\/\//i;

/** Returns a store's URL or path for display, without a password anywhere in it. */
export const shownStore = (typed: string): string => {
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(typed)) return typed;
  try {
    const url = new URL(typed);
    if (url.password !== '') url.password = '***';
    for (const name of [...url.searchParams.keys()]) if (/pass|secret|token|key/i.test(name)) url.searchParams.set(name, '***');
    return url.href;
  } catch {
    return typed.replace(/:\/\/.*@/s, '://***@').replace(/([?&][^=&]*pass[^=&]*=)[^&]*/gi, '$1***');
  }
};

/**
 * Parses the location of a ledger: `postgres://HOST/DATABASE` or a file path. Throws `usage` for other URLs.
 * @param from source of the value for messages: `--ledger`
 */
export const readStore = (typed: string, from: string): StoreAddress => {
  const text = typed.trim();
  if (text === '') throw usage(`${from}: the value is empty`, 'Write it like postgres://HOST/DATABASE, or as the path of a file.');
  if (known.test(text)) {
    // Without a host, the database is on a socket: `postgres://user@/db?host=/run/postgresql`.
    if (!URL.canParse(text) && !URL.canParse(text.replace(/@(?=\/)/, '@localhost')))
      throw usage(`${from}: \`${shownStore(text)}\` is not a valid URL`, 'Write it like postgres://USER@HOST/DATABASE.');
    return { kind: 'postgres', url: text, shown: shownStore(text) };
  }
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(text))
    throw usage(`${from}: \`${shownStore(text)}\` is not a ledger`, 'Write it like postgres://HOST/DATABASE, or as the path of a file.');
  return { kind: 'file', path: text };
};
