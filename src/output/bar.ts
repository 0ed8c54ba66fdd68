const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Returns a bar of up to `width` columns for a share from 0 to 1, in steps of an eighth of a column. */
export const barOf = (share: number, width: number): string => {
  const steps = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return '█'.repeat(Math.floor(steps / 8)) + (eighths[steps % 8] ?? '');
};

/** Returns a bar of `width` columns that also shows the remainder; empty for a share that rounds to nothing. */
export const meter = (share: number, width: number): string => {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
};
