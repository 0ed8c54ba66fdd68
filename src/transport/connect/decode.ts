import type { Readable } from 'node:stream';
import { Failure, systemCode } from '../../errors.ts';

const makers = async (coding: string) => {
  const zlib = await import('node:zlib');
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip();
    case 'br':
      return zlib.createBrotliDecompress();
    case 'deflate':
      return zlib.createInflate();
    default:
      throw new Failure('bad-answer', `the response uses an encoding that was not requested: ${coding}`, { sent: 'perhaps' });
  }
};

/** Returns whether decompression failed only because the body was empty, whatever its encoding. */
export const wasEmpty = (body: unknown, error: unknown): boolean =>
  systemCode(error) === 'Z_BUF_ERROR' && typeof body === 'object' && body !== null && 'bytesWritten' in body && body.bytesWritten === 0;

/** Decodes a body according to `Content-Encoding`. Damaged or truncated data ends it with a `Failure`; an error of `source` itself is passed on. */
export const decode = async (source: Readable, encoding: string | undefined): Promise<Readable> => {
  const codings = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  // Each layer costs memory, and no honest response has more.
  if (codings.length > 3) throw new Failure('bad-answer', 'the response is encoded too many times', { sent: 'perhaps' });
  let body = source;
  for (const coding of codings.reverse()) {
    const from = body;
    const decoder = await makers(coding);
    from.on('error', (error) => decoder.destroy(error));
    decoder.on('close', () => from.destroy());
    body = from.pipe(decoder);
  }
  return body;
};
