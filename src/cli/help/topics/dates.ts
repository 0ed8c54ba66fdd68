import type { Topic } from './topic.ts';

export const dates: Topic = {
  about: 'how to write dates, times, durations and phone numbers',
  parts: [
    [
      ['2025-03-01', 'a day; --from starts at its first second, --to ends at its last'],
      ['2025-03-01T09:00:00-05:00', 'an exact time'],
      ['09:00', 'today at this time'],
      ['today, yesterday, tomorrow', 'a day'],
      ['this-week, next-week', 'a week, from Monday'],
      ['this-month, last-month', 'a month'],
      ['7d, 24h', 'this long ago'],
      ['+7d', 'this far ahead'],
    ],
    '--on DATE covers the whole day. Days follow --tz, --utc, the profile or this machine. A time skipped by a daylight-saving change is refused.',
    'Durations are 500ms, 30s, 2m, 1h, or plain seconds.',
    'Phone numbers may contain spaces, dots, dashes and parentheses: +1 (415) 555-0133. A number without + needs --region US or a region in the profile.',
  ],
};
