import { expect, test } from 'vitest';
import { seed } from '../../../../src/sandbox/seed/seed.ts';
import { recording } from '../../../../src/sandbox/service/recording.ts';

test('a recording is a whole WAV file of the length of the call, and not silent', () => {
  const call = seed({ seed: 1, empty: false, anchor: 1e12 }).calls.at(0);
  const { bytes, chunks } = recording(call);
  const file = Buffer.concat([...chunks]);
  expect(file.length).toBe(bytes);
  expect(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
  expect(file.readUInt32LE(4)).toBe(bytes - 8);
  const [format, channels, rate, perSecond, frame, bits] = [20, 22, 24, 28, 32, 34].map((at, n) =>
    n === 2 || n === 3 ? file.readUInt32LE(at) : file.readUInt16LE(at),
  );
  expect({ format, channels, rate, perSecond, frame, bits }).toEqual({ format: 1, channels: 1, rate: 8000, perSecond: 16000, frame: 2, bits: 16 });
  expect(file.toString('latin1', 36, 40)).toBe('data');
  expect(file.readUInt32LE(40)).toBe((call.duration_seconds ?? 0) * 16000);
  const loudest = Array.from({ length: 8000 }, (_, n) => Math.abs(file.readInt16LE(44 + 2 * n))).reduce((a, b) => Math.max(a, b));
  expect(loudest).toBeGreaterThan(2000);
});
