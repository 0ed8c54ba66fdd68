// Characters that reverse the text around them or are invisible are shown by their code; a copy keeps them as they are.
const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Returns a text from outside with its misleading characters made visible. */
export const visible = (text: string): string => text.replace(hidden, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

const two = (value: number): string => String(value).padStart(2, '0');
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Formats a time of day in the browser's zone, with the date if it is not today. Both arguments are in ms since 1970. */
export const clock = (ms: number, now: number): string => {
  const date = new Date(ms);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return date.toDateString() === new Date(now).toDateString() ? time : `${months[date.getMonth()]} ${date.getDate()} ${time}`;
};

/** Formats a count: `1 delivery`, `10,000 deliveries`. */
export const counted = (count: number, one: string, many: string): string => `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** Formats a size in the largest unit that gives at least 1. */
export const size = (bytes: number): string => {
  if (bytes < 1024) return counted(bytes, 'byte', 'bytes');
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
};
