import type { Call } from '../data/records.ts';

const rate = 8000;
const header = 44;

/** Returns the header of a PCM WAV file: mono, 16 bits, 8,000 samples per second. */
const wavHeader = (samples: number): Buffer => {
  const head = Buffer.alloc(header);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(header - 8 + samples * 2, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples * 2, 40);
  return head;
};

/**
 * Returns the recording of a call as a WAV file with the length of the call: a low hum while the agent speaks and a higher one while the caller does,
 * swelling like syllables. Generated one second at a time; `bytes` is known in advance.
 */
export const recording = (call: Call): { bytes: number; chunks: Iterable<Buffer> } => {
  const turns = call.transcript ?? [];
  const seconds = Math.max(1, call.duration_seconds ?? 1);
  const letters = turns.reduce((sum, turn) => sum + turn.text.length, 0) || 1;
  const ends: { end: number; pitch: number }[] = [];
  let said = 0;
  for (const turn of turns) {
    said += turn.text.length;
    ends.push({ end: (said / letters) * seconds, pitch: turn.role === 'agent' ? 180 : 260 });
  }
  function* chunks(): Generator<Buffer> {
    yield wavHeader(seconds * rate);
    let turn = 0;
    for (let second = 0; second < seconds; second++) {
      const chunk = Buffer.alloc(rate * 2);
      for (let sample = 0; sample < rate; sample++) {
        const at = second + sample / rate;
        while (turn < ends.length - 1 && at >= (ends[turn]?.end ?? 0)) turn += 1;
        const pitch = ends[turn]?.pitch ?? 200;
        const syllable = Math.sin(Math.PI * at * 4) ** 2;
        const pause = (ends[turn]?.end ?? seconds) - at < 0.25 ? 0 : 1;
        const wave = Math.sin(2 * Math.PI * pitch * at) + 0.4 * Math.sin(4 * Math.PI * pitch * at);
        chunk.writeInt16LE(Math.round(wave * syllable * pause * 6000), sample * 2);
      }
      yield chunk;
    }
  }
  return { bytes: header + seconds * rate * 2, chunks: chunks() };
};
