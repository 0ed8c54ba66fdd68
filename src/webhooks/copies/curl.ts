import { quoted } from '../../values/shell.ts';
import { copyable, longest, type Request } from './request.ts';

/** Returns base64 in short lines: a terminal may take no more than 4,096 characters of one line. */
const base64Lines = (body: Buffer): string => body.toString('base64').replace(/.{76}(?=.)/g, '$&\n');

/**
 * Returns a request as a curl command for a POSIX shell, with the same bytes. A body that is no plain text is part of the command
 * in base64; a long one is read from the log.
 */
export const asCurl = ({ id, method, target, headers, body }: Request): string => {
  const sent = headers.map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`);
  // curl would add its own.
  if (!headers.some(([name]) => name.toLowerCase() === 'content-type')) sent.push(`-H ${quoted('Content-Type:')}`);
  const text = copyable(body);
  // Not --data-binary: it would treat a body that starts with @ as a file name.
  const data = text === undefined ? '--data-binary @-' : `--data-raw ${quoted(text)}`;
  // curl would read brackets and braces in a URL as a pattern.
  const url = `${/[[\]{}]/.test(target) ? '--globoff ' : ''}${quoted(target)}`;
  const command = [`curl -X ${quoted(method)} ${url}`, ...sent, data].join(' \\\n  ');
  if (text !== undefined) return `${command}\n`;
  if (body.length > longest) return `boltcall webhooks log show ${quoted(id)} --body | ${command}\n`;
  return `base64 -d <<'END' | ${command}\n${base64Lines(body)}\nEND\n`;
};
