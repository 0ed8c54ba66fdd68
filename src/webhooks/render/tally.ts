import type { ChalkInstance } from 'chalk';
import { counted } from '../../output/text/count.ts';
import type { Counts } from '../session-event.ts';

/** Returns the closing lines of a session: `12 ok · 2 failed · 1 duplicate`, and what to do about those that failed. */
export const tally = (
  { ok, failed, duplicates, unforwarded, filtered }: Counts,
  { ways, logged }: { readonly ways: readonly unknown[]; readonly logged: boolean },
  chalk: ChalkInstance,
): string[] => {
  const parts = [
    ...(ok > 0 ? [chalk.green(`${ok} ok`)] : []),
    ...(failed > 0 ? [chalk.red(`${failed} failed`)] : []),
    ...(unforwarded > 0 ? [ways.length === 0 ? `${unforwarded} received` : `${unforwarded} without a route`] : []),
    ...(duplicates > 0 ? [counted(duplicates, 'duplicates')] : []),
    ...(filtered > 0 ? [`${filtered} filtered out`] : []),
  ];
  if (parts.length === 0) return ['No deliveries were received.'];
  return [parts.join(' · '), ...(failed > 0 && logged ? ['Resend what failed with `boltcall webhooks replay --failed`.'] : [])];
};
