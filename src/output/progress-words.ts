import { meter } from './bar.ts';
import { duration } from './format/time.ts';

/** The progress of a task. */
export interface Progressed {
  /** The unit of the count (`rows`, `calls`); `bytes` are shown as kB and MB. */
  readonly unit: string;
  readonly done: number;
  /** Absent if unknown. */
  readonly total?: number;
  /** Milliseconds since the start. */
  readonly elapsed: number;
}

const bytes = (count: number): string => {
  if (count < 1000) return `${Math.round(count)} B`;
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
};

/** Formats `120 of 400 rows (30%), 12.5/s, 23s left`; the remaining time appears once there is a rate. */
export const progressWords = ({ unit, done, total, elapsed }: Progressed): string => {
  const amount = (count: number): string => (unit === 'bytes' ? bytes(count) : String(count));
  const rate = elapsed > 0 ? (done * 1000) / elapsed : 0;
  const name = unit === 'bytes' ? '' : ` ${unit}`;
  const count = total === undefined ? `${amount(done)}${name}` : `${amount(done)} of ${amount(total)}${name}`;
  const share = total ? ` (${Math.min(100, Math.floor((done / total) * 100))}%)` : '';
  const speed = rate > 0 ? `, ${unit === 'bytes' ? bytes(rate) : Math.round(rate * 10) / 10}/s` : '';
  const left = rate > 0 && total !== undefined && total > done ? `, ${duration(Math.ceil((total - done) / rate))} left` : '';
  return `${count}${share}${speed}${left}`;
};

/** Returns the line for a terminal: a bar and text, or as much of the text as fits. */
export const progressLine = (state: Progressed, width: number): string => {
  const words = progressWords(state);
  const room = Math.min(30, width - words.length - 3);
  const bar = state.total && room >= 8 ? `${meter(state.done / state.total, room)} ` : '';
  return `${bar}${words}`.slice(0, Math.max(0, width - 1));
};
