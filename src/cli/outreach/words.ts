import type { Survey } from '../../bulk/job.ts';
import { standingLines } from '../../bulk/standing-words.ts';
import type { Standing } from '../../bulk/tally.ts';
import { surveyWords } from '../../bulk/words.ts';
import { excerpt } from '../../output/excerpt.ts';
import { counted } from '../../output/text/count.ts';
import type { Context } from '../command/command.ts';
import type { Work } from './work.ts';

/** Returns a function that counts SMS segments; a typical text of up to 160 plain letters is one segment. */
export const segmentsOf = async (): Promise<(text: string) => number> => {
  const { SegmentedMessage } = await import('sms-segments-calculator');
  return (text) => (text.length <= 160 && /^[A-Za-z0-9 .,:;!?'"@$()*+/=<>%&#_\n-]*$/.test(text) ? 1 : new SegmentedMessage(text).segmentsCount);
};

/** Returns the deed for the confirmation prompt. */
export const asked = (work: Work, { left, again, retried, retriedNames, segments }: Standing, file: string, unused: readonly string[]): string =>
  [
    `${work.verb} ${counted(left, work.things)} from ${file}${unused.length > 0 ? ` (unused columns: ${unused.join(', ')})` : ''}`,
    ...(work.sms ? [`${counted(segments, 'segments')} in all`] : []),
    ...(again > 0 ? [`${again} of them a second time`] : []),
    ...(retried > 0 ? [`${retried} of them perhaps a second time (${retriedNames.join(', ')}${retried > retriedNames.length ? ', …' : ''})`] : []),
  ].join(', ');

/** Returns the results of checking the file, line by line. */
export const surveyLines = ({ settings, world }: Context, found: Survey, standing: Standing, { things, shown }: Work): string[] => [
  ...surveyWords(found, things),
  ...standingLines(standing, settings.zone.value, world.now()),
  ...(shown ? standing.samples.map((sample) => `  ${excerpt(sample)}`) : []),
];

/** Returns what the ledger and the rails report, for --check. */
export const shownStanding = ({ left, already, again, unknown, working, byTemplate, leftOut, segments }: Standing): Record<string, unknown> => ({
  to_send: left,
  already,
  again,
  unknown,
  working,
  same_template: byTemplate,
  left_out: leftOut,
  segments,
});
