const hidden = '[hidden]';

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What is hidden wherever it stands. Each keeps what is before the secret, so that the rest can still be read. */
const rules: ReadonlyArray<readonly [RegExp, string]> = [
  // Headers, in a dump or in JSON.
  [/((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:bearer|basic)?\s*)[^\s"',;]+/gi, `$1${hidden}`],
  [/\b(bearer\s+)[A-Za-z0-9._~+/=-]{6,}/gi, `$1${hidden}`],
  [/((?:set-)?cookie["']?\s*[:=]\s*["']?)[^\r\n"']+/gi, `$1${hidden}`],
  [/(x-(?:boltcall-(?:original-)?signature|api-key)["']?\s*[:=]\s*["']?)[^\s"',;]+/gi, `$1${hidden}`],
  [/\b(sha256=)[0-9a-f]{16,}/gi, `$1${hidden}`],
  // Keys and secrets by their form; the prefix tells which kind it was.
  [/\b(sk_(?:live|test)_|whsec_|sk_|bc_)[A-Za-z0-9_-]{6,}/g, `$1${hidden}`],
  // Members of JSON, and of JSON inside a JSON text.
  [/("(?:secret|signing_secret|api_?key|token|access_token|password)"\s*:\s*")(?:[^"\\]|\\.)*/gi, `$1${hidden}`],
  [/(\\"(?:secret|signing_secret|api_?key|token|access_token|password)\\"\s*:\s*\\")(?:[^"\\]|\\\\.)*/gi, `$1${hidden}`],
  // User name and password of a URL.
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"']+@/gi, `$1${hidden}@`],
  // Query parameters.
  [
    /([?&](?:key|api_?key|access_token|token|secret|password|signature|sig|x-amz-(?:signature|credential|security-token))=)[^&\s"'#]+/gi,
    `$1${hidden}`,
  ],
];

/**
 * A text without its secrets: those given, each also as it looks in a URL, in base64 and in JSON, and whatever looks like one:
 * keys, `Authorization`, cookies, signatures, `secret` members, passwords in URLs, key-like query parameters. For tracing and
 * for reports of crashes.
 */
export const redact = (text: string, secrets: Iterable<string> = []): string => {
  let clean = without(text, secrets);
  for (const [pattern, replacement] of rules) clean = clean.replace(pattern, replacement);
  return clean;
};

/** A text without API keys alone: those given, and what has the form of one. For what is said in passing, and may name an app secret. */
export const withoutKeys = (text: string, keys: Iterable<string>): string =>
  without(text, keys).replace(/\b(sk_(?:live|test)_)[A-Za-z0-9_-]{6,}/g, `$1${hidden}`);

const without = (text: string, secrets: Iterable<string>): string => {
  let clean = text;
  // The longest first, so that one inside another leaves nothing behind. Very short ones would hide ordinary letters.
  const all = [...secrets].filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length);
  for (const secret of all) {
    const forms = [
      secret,
      new URLSearchParams([['', secret]]).toString().slice(1),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      JSON.stringify(secret).slice(1, -1),
    ];
    for (const form of new Set(forms)) clean = clean.replace(new RegExp(literal(form), 'g'), hidden);
  }
  return clean;
};
