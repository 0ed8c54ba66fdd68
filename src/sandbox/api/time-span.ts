const form = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(?::(\d{2})(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Returns the first and last millisecond of an ISO 8601 date or date-time: a date is a whole day in UTC, and a time without a zone is in UTC. Returns
 * undefined if the text is neither.
 */
export const span = (text: string): { first: number; last: number } | undefined => {
  const match = form.exec(text);
  const [, date, minutes, seconds, , zone] = match ?? [];
  if (date === undefined) return undefined;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Date.parse accepts the 31st of a shorter month as a day of the next month.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return undefined;
  if (minutes === undefined) return { first: midnight, last: midnight + 86_400_000 - 1 };
  const offset = zone === undefined ? 'Z' : /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const at = Date.parse(`${date}T${minutes}:${seconds ?? '00'}${offset}`);
  return Number.isNaN(at) ? undefined : { first: at, last: at + 999 };
};
