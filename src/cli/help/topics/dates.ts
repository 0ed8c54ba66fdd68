import type { Topic } from './topic.ts';

export const dates: Topic = {
  about: 'how dates, times, durations and phone numbers are typed',
  parts: [
    [
      ['2025-03-01', 'a day: as --from its first second, as --to its last'],
      ['2025-03-01T09:00:00-05:00', 'an exact time'],
      ['09:00', 'today at this time'],
      ['today, yesterday, tomorrow', 'a day'],
      ['this-week, next-week', 'a week, from Monday'],
      ['this-month, last-month', 'a month'],
      ['7d, 24h', 'so long ago'],
      ['+7d', 'so far ahead'],
    ],
    '--on DATE is that whole day. Days are those of --tz, --utc, the profile or this machine. A time that a change of the clocks skips is refused.',
    'Durations are 500ms, 30s, 2m, 1h, or plain seconds.',
    "Phone numbers are always text: +14155550133, also with spaces, dots, dashes and brackets. A number without + needs --region US or the profile's region.",
  ],
};
