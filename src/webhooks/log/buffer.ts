/** Room at the beginning, which a burst of ordinary deliveries does not outgrow (bytes). */
const usual = 256 * 1024;

/**
 * Lines that wait to be written, as bytes in one buffer that is used again and again: at thousands of deliveries a second new
 * buffers, and strings put together of strings, are dear.
 */
export interface Lines {
  text(text: string): void;
  bytes(bytes: Uint8Array): void;
  /** How many bytes wait. */
  length(): number;
  /** Everything that waits, which is no longer kept; to be used before anything more is added. */
  take(): Buffer;
}

export const createLines = (): Lines => {
  let buffer = Buffer.allocUnsafe(0);
  let length = 0;
  const need = (more: number): void => {
    if (length + more <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(usual, 2 * length + more));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  };
  return {
    text: (text) => {
      // No character takes more than three bytes for each of its units, and counting them pays for long texts only.
      need(text.length < usual ? 3 * text.length : Buffer.byteLength(text));
      length += buffer.write(text, length);
    },
    bytes: (bytes) => {
      need(bytes.length);
      buffer.set(bytes, length);
      length += bytes.length;
    },
    length: () => length,
    take: () => {
      const taken = buffer.subarray(0, length);
      length = 0;
      // What a large body needed is given back.
      if (buffer.length > usual) buffer = Buffer.allocUnsafe(0);
      return taken;
    },
  };
};
