import type { ChalkInstance } from 'chalk';
import { safe } from '../../output/text/safe.ts';
import { secretHint } from '../secret-hint.ts';
import type { Ready } from '../session-event.ts';

interface About {
  readonly live: boolean;
  readonly profile: string;
  readonly keys: boolean;
  readonly ways: ReadonlyArray<{ readonly pattern?: string; readonly target: string }>;
}

/** Returns what the user needs once deliveries can arrive: several lines on a terminal, otherwise one. */
export const readyLines = (
  ready: Ready,
  about: About,
  { terminal, chalk, secretToo }: { readonly terminal: boolean; readonly chalk: ChalkInstance; readonly secretToo: boolean },
): string => {
  const address = safe(ready.address);
  const live = about.live ? 'LIVE ' : '';
  const ways = about.ways.map(({ pattern, target }) => (pattern === undefined ? safe(target) : `${safe(pattern)} → ${safe(target)}`));
  if (!terminal) {
    // Other people may read a log file.
    const parts = [`webhook ${safe(ready.webhookId)}`, ...(secretToo ? [`secret ${secretHint(ready.secret)}`] : [])];
    return `${live}ready: ${address} -> ${ways.length === 0 ? 'shown only' : ways.join(', ')} (${parts.join(', ')})`;
  }
  const row = (name: string, text: string): string => `  ${chalk.dim(name.padEnd(9))} ${text}`;
  const [first = 'not forwarding (use --forward-to 3000/hooks)', ...others] = ways;
  return [
    `${about.live ? `${chalk.red.bold('LIVE')} ` : ''}${chalk.green.bold('Ready')}, profile ${safe(about.profile)}`,
    row('address', address),
    row('webhook', `${safe(ready.webhookId)}, ${ready.events.length === 1 ? safe(ready.events[0] ?? '') : `${ready.events.length} events`}`),
    row('secret', secretToo ? safe(ready.secret) : ''),
    row('forwards', first),
    ...others.map((way) => row('', way)),
    row('end', about.keys ? 'r replay last · f replay last failed · q quit' : 'Ctrl-C'),
  ].join('\n');
};
