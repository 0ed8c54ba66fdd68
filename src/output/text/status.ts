/** How a status is marked: by a symbol for users without color, and by a color. Statuses that the service adds later are plain. */
export interface Mark {
  readonly sign: '✓' | '●' | '✗' | '·';
  readonly color?: 'green' | 'yellow' | 'red';
}

const marks: ReadonlyArray<readonly [Mark, readonly string[]]> = [
  [
    { sign: '✓', color: 'green' },
    ['active', 'completed', 'ended', 'delivered', 'sent', 'read', 'converted', 'qualified', 'confirmed', 'positive', 'ok', 'paid', 'answered'],
  ],
  [
    { sign: '●', color: 'yellow' },
    [
      'new',
      'contacted',
      'upcoming',
      'ringing',
      'in_progress',
      'in-progress',
      'queued',
      'pending',
      'paused',
      'inactive',
      'training',
      'skipped',
      'listening',
    ],
  ],
  [
    { sign: '✗', color: 'red' },
    ['missed', 'failed', 'error', 'cancelled', 'canceled', 'busy', 'no-answer', 'no_answer', 'not_connected', 'undelivered', 'negative', 'rejected'],
  ],
];

const byWord = new Map(marks.flatMap(([mark, words]) => words.map((word) => [word, mark] as const)));

/** Returns the mark of a status; case does not matter. */
export const markOf = (status: string): Mark => byWord.get(status.toLowerCase()) ?? { sign: '·' };
