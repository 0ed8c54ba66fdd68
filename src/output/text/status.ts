/** How a status reads at a glance: by a sign for who sees no color, and by a color. Words the service adds later are plain. */
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

/** The mark of a status, in any case of letters. */
export const markOf = (status: string): Mark => byWord.get(status.toLowerCase()) ?? { sign: '·' };
