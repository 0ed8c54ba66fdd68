const hidden = '[hidden]';

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Patterns of text to hide. Each keeps what comes before the secret, so that the rest stays readable. */
const rules: ReadonlyArray<readonly [RegExp, string]> = [
  // Headers, in a dump or in JSON.
  [/((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:bearer|basic)?\s*)[^\s"',;]+/gi, `$1${hidden}`],
  [/\b(bearer\s+)[A-Za-z0-9._~+/=-]{6,}/gi, `$1${hidden}`],
  [/((?:set-)?cookie["']?\s*[:=]\s*["']?)[^\r\n"']+/gi, `$1${hidden}`],
  [/(x-(?:boltcall-(?:original-)?signature|api-key)["']?\s*[:=]\s*["']?)[^\s"',;]+/gi, `$1${hidden}`],
  [/\b(sha256=)[0-9a-f]{16,}/gi, `$1${hidden}`],
  // Keys and secrets by their form; the prefix shows which kind it was.
  [/\b(sk_(?:live|test)_|whsec_|sk_|bc_)[A-Za-z0-9_-]{6,}/g, `$1${hidden}`],
  // JSON members, also in JSON inside a JSON string.
  [/("(?:secret|signing_secret|api_?key|token|access_token|password)"\s*:\s*")(?:[^"\\]|\\.)*/gi, `$1${hidden}`],
  [/(\\"(?:secret|signing_secret|api_?key|token|access_token|password)\\"\s*:\s*\\")(?:[^"\\]|\\\\.)*/gi, `$1${hidden}`],
  // User name and password in a URL.
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"']+@/gi, `$1${hidden}@`],
  // Query parameters.
  [
    /([?&](?:key|api_?key|access_token|token|secret|password|signature|sig|x-amz-(?:signature|credential|security-token))=)[^&\s"'#]+/gi,
    `$1${hidden}`,
  ],
];

/**
 * Removes secrets from a text: the given ones, also URL-encoded, in base64 and in JSON, and anything that looks like one: keys, `Authorization`,
 * cookies, signatures, `secret` members, passwords in URLs, key-like query parameters. For traces and crash reports.
 */
export const redact = (text: string, secrets: Iterable<string> = []): string => {
  let clean = without(text, secrets);
  for (const [pattern, replacement] of rules) clean = clean.replace(pattern, replacement);
  return clean;
};

/** Removes only API keys: the given ones and anything in the form of one. For notes and progress messages, which may mention an app secret. */
export const withoutKeys = (text: string, keys: Iterable<string>): string =>
  without(text, keys).replace(/\b(sk_(?:live|test)_)[A-Za-z0-9_-]{6,}/g, `$1${hidden}`);

const without = (text: string, secrets: Iterable<string>): string => {
  let clean = text;
  // Longest first, so that a secret inside another leaves nothing behind. Very short ones would hide ordinary letters.
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
