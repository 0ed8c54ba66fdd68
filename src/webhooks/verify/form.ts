import { parse, type SignatureForm } from '../../values/signature.ts';

/** What is wrong with a signature's format; `hex` is its digest if it can be read anyway. */
interface FormFault {
  readonly missing?: true;
  readonly message: string;
  readonly hint: string;
  readonly hex?: string;
}

/** A parsed signature: its format and digest, or what is wrong with it. */
type ReadForm = { readonly form: SignatureForm; readonly hex: string } | { readonly fault: FormFault };

const wanted = 'A signature is 64 lower-case hex digits, with an optional sha256= prefix.';

const fault = (message: string, hint = wanted, hex?: string): ReadForm => ({ fault: { message, hint, ...(hex === undefined ? {} : { hex }) } });

const lengths: Readonly<Record<number, string>> = { 32: 'MD5', 40: 'SHA-1', 56: 'SHA-224', 96: 'SHA-384', 128: 'SHA-512' };

/** Parses a signature as pasted, with or without the header's name; for any other format it returns what is wrong. */
export const readForm = (given: string): ReadForm => {
  const value = given.replace(/^\s*x-boltcall-signature\s*:/i, '').trim();
  const known = parse(value);
  if (known) return known;
  if (value === '') {
    const hint = 'A webhook without a secret sends none, or a proxy dropped the X-Boltcall-Signature header.';
    return { fault: { missing: true, message: 'the signature is missing', hint } };
  }
  if (/^(["'`]).*\1$/.test(value)) return fault('the signature has quotes around it', 'Remove the quotes.', parse(value.slice(1, -1))?.hex);
  if (/^t=\d+,/.test(value) || /,\s*v\d+=/.test(value)) return fault('the signature looks like t=…,v1=…, a format of another service', wanted);
  if (/^v\d,/.test(value)) return fault('the signature looks like v1,…, a format of another service', wanted);
  const other = /^(sha\d+|md5)[=:]/i.exec(value)?.[1];
  if (other !== undefined && other.toLowerCase() !== 'sha256') return fault(`the signature uses ${other}, but only sha256 is supported`, wanted);
  const rest = value.replace(/^sha256[=:]?\s*/i, '');
  const prefix = value.slice(0, value.length - rest.length);
  const lower = rest.toLowerCase();
  const hex = /^[0-9a-f]{64}$/.test(lower) ? lower : undefined;
  if (hex !== undefined && rest !== hex)
    return fault('the signature is in upper case', 'Compare lower-case hex: convert one side before comparing.', hex);
  if (hex !== undefined) return fault(`the signature starts with ${JSON.stringify(prefix)} instead of "sha256="`, wanted, hex);
  const bytes = /^[A-Za-z0-9+/_-]{43}=?$/.test(rest) ? Buffer.from(rest, 'base64') : undefined;
  if (bytes?.length === 32) return fault('the signature is base64, not hex', wanted, bytes.toString('hex'));
  if (/^[0-9a-f]+$/.test(lower)) {
    const algorithm = lengths[rest.length];
    if (algorithm) return fault(`the signature has ${rest.length} hex digits, like ${algorithm}, instead of 64`, wanted);
    return fault(`the signature has ${rest.length} hex digits instead of 64${rest.length < 64 ? ': it is cut off' : ''}`, wanted);
  }
  return fault('unrecognized signature format', wanted);
};
