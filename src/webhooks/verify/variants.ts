/** A variant that is tried instead of the given value, with a description. */
interface Variant<T> {
  readonly value: T;
  /** Completes "it fits …". */
  readonly words: string;
}

const base64 = /^[A-Za-z0-9+/_-]{16,}={0,2}$/;

/** Undoes common mistakes in copying a secret into a program. */
export const secretVariants = (secret: string): Array<Variant<string | Buffer>> => {
  const list: Array<Variant<string | Buffer>> = [];
  const add = (value: string | Buffer, words: string): void => {
    if (value !== secret && value.length > 0) list.push({ value, words });
  };
  const trimmed = secret.trim();
  add(trimmed, 'the secret without the whitespace around it');
  add(trimmed.replace(/^(["'`])(.*)\1$/s, '$2'), 'the secret without the quotes around it');
  add(trimmed.replace(/\\n$/, ''), 'the secret without the \\n at its end');
  add(`${secret}\n`, 'the secret with a newline at its end (it was read from a file with it)');
  add(trimmed.replace(/^[A-Za-z_][A-Za-z0-9_]*=/, ''), 'the part of the secret after =');
  if (trimmed.startsWith('whsec_')) {
    const rest = trimmed.slice('whsec_'.length);
    add(rest, 'the secret without whsec_ (it belongs to the secret: nothing is stripped)');
    if (base64.test(rest)) add(Buffer.from(rest, 'base64'), 'the secret decoded from base64 behind whsec_ (the secret is used as the text it is)');
  } else add(`whsec_${trimmed}`, 'the secret with a whsec_ prefix');
  if (/^(?:[0-9a-f]{2}){8,}$/i.test(trimmed)) {
    add(Buffer.from(trimmed, 'hex'), 'the secret decoded from hex (the secret is used as the text it is)');
    add(trimmed.toLowerCase(), 'the secret in lower case');
  }
  if (base64.test(trimmed)) add(Buffer.from(trimmed, 'base64'), 'the secret decoded from base64 (the secret is used as the text it is)');
  return list;
};

const escaped = (text: string, which: RegExp): string =>
  text.replace(which, (found) => [...Array(found.length).keys()].map((at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''));

/** Returns JSON with the keys of every object sorted, as some frameworks write it. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
};

/** Returns JSON as Python's `json.dumps` and others write it: a space after commas and colons. */
const spaced = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${spaced(item)}`)
    .join(', ')}}`;
};

const reserialised = (body: string): Array<readonly [string, string]> => {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return [];
  }
  const compact = JSON.stringify(value);
  const forms: Array<readonly [string, string]> = [
    [compact, 'reformatted compactly'],
    [JSON.stringify(value, null, 2), 'indented by two spaces'],
    [JSON.stringify(value, null, 4), 'indented by four spaces'],
    [JSON.stringify(value, null, '\t'), 'indented by tabs'],
    [spaced(value), 'with a space after each comma and colon'],
    [JSON.stringify(sorted(value)), 'with its keys sorted'],
  ];
  const escapes: Array<readonly [string, string]> = forms.flatMap(
    ([text, words]): Array<readonly [string, string]> => [
      [text.replaceAll('/', '\\/'), `${words}, with / written as \\/`],
      [escaped(text, /[^\0-\x7f]/g), `${words}, with \\u escapes for all but ASCII`],
      [escaped(text, /[<>&\u2028\u2029]/g), `${words}, with \\u escapes for <, > and &`],
    ],
  );
  const all = [...forms, ...escapes];
  return [...all, ...all.map(([text, words]): readonly [string, string] => [`${text}\n`, `${words}, with a newline at its end`])];
};

/** Undoes what editors, terminals, proxies and frameworks do to a body. */
export const bodyVariants = (body: Buffer): Array<Variant<Buffer>> => {
  const text = body.toString('utf8');
  const list: Array<Variant<Buffer>> = [];
  const seen = new Set([body.toString('latin1')]);
  const add = (value: string | Buffer, words: string): void => {
    const bytes = Buffer.from(value);
    const key = bytes.toString('latin1');
    if (seen.has(key)) return;
    seen.add(key);
    list.push({ value: bytes, words });
  };
  add(text.replace(/^\ufeff/, ''), 'without the byte-order mark');
  add(text.replace(/\r?\n$/, ''), 'without the newline at its end');
  add(text.replace(/\s+$/, ''), 'without the whitespace at its end');
  add(text.trim(), 'without the whitespace around it');
  add(`${text}\n`, 'with a newline at its end');
  add(`${text}\r\n`, 'with a CRLF at its end');
  add(text.replaceAll('\r\n', '\n'), 'with LF instead of CRLF as line ends');
  add(text.replace(/\r?\n/g, '\r\n'), 'with CRLF instead of LF as line ends');
  add(`\ufeff${text}`, 'with a byte-order mark');
  add(Buffer.from(text, 'latin1'), 'decoded from UTF-8 one time too few');
  add(Buffer.from(body.toString('latin1'), 'utf8'), 'encoded as UTF-8 one time too many');
  for (const [form, words] of reserialised(text)) add(form, words);
  return list;
};
