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

/** Whether a body failed to unpack only because there was nothing in it: an empty body, whatever its encoding is called. */
export const wasEmpty = (body: unknown, error: unknown): boolean =>
  systemCode(error) === 'Z_BUF_ERROR' && typeof body === 'object' && body !== null && 'bytesWritten' in body && body.bytesWritten === 0;

/**
 * A body as it was before the encodings of `Content-Encoding` were applied. Data that is damaged or cut off ends it with a
 * `Failure`; an error of `source` itself is passed on.
 */
export const decode = async (source: Readable, encoding: string | undefined): Promise<Readable> => {
  const codings = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  // Each one costs memory; no honest answer has more.
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
