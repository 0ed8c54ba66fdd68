import type { ChalkInstance } from 'chalk';
import { labeled } from '../../output/text/labels.ts';
import { safe } from '../../output/text/safe.ts';
import { secretHint } from '../secret-hint.ts';
import type { Ready } from '../session-event.ts';

interface Way {
  readonly pattern?: string;
  readonly target: string;
}

interface About {
  readonly live: boolean;
  readonly profile: string;
  readonly keys: boolean;
  readonly ways: readonly Way[];
}

/** Returns where deliveries go, line by line. Patterns are aligned on a terminal. */
const waysOf = (ways: readonly Way[], aligned: boolean): string[] => {
  if (!ways.some(({ pattern }) => pattern !== undefined)) return ways.map(({ target }) => safe(target));
  const rest: readonly Way[] = ways.some(({ pattern }) => pattern === undefined) ? [] : [{ target: 'not forwarded' }];
  const named = [...ways, ...rest].map(({ pattern, target }) => [safe(pattern ?? 'everything else'), safe(target)] as const);
  const longest = aligned ? Math.max(...named.map(([pattern]) => pattern.length)) : 0;
  return named.map(([pattern, target]) => `${pattern.padEnd(longest)} → ${target}`);
};

/** What the keys do, for `?`. */
export const keyLines = ['r  replay the last delivery', 'f  replay the last failed delivery', 'o  open the inspector page', 'q  quit'];

/** Returns what the user needs once deliveries can arrive: several lines on a terminal, otherwise one. */
export const readyLines = (
  ready: Ready,
  about: About,
  {
    terminal,
    width,
    chalk,
    secretToo,
  }: { readonly terminal: boolean; readonly width: number; readonly chalk: ChalkInstance; readonly secretToo: boolean },
): string => {
  const address = safe(ready.address);
  const live = about.live ? 'LIVE ' : '';
  const ways = waysOf(about.ways, terminal);
  if (!terminal) {
    // Other people may read a log file.
    const parts = [`webhook ${safe(ready.webhookId)}`, ...(secretToo ? [`secret ${secretHint(ready.secret)}`] : [])];
    return `${live}ready: ${address} -> ${ways.length === 0 ? 'shown only' : ways.join(', ')} (${parts.join(', ')})`;
  }
  const row = (label: string, text: string) => ({ lead: '  ', label, text });
  const [first = 'not forwarding (use --forward-to 3000/hooks)', ...others] = ways;
  const title = `${about.live ? `${chalk.red.bold('LIVE')} ` : ''}${chalk.green.bold('Ready')}, profile ${safe(about.profile)}`;
  const rows = [
    row('address', address),
    row('webhook', `${safe(ready.webhookId)}, ${ready.events.length === 1 ? safe(ready.events[0] ?? '') : `${ready.events.length} events`}`),
    row('secret', secretToo ? safe(ready.secret) : ''),
    row('forwards', first),
    ...others.map((way) => row('', way)),
    about.keys
      ? row('keys', width < 80 ? 'r f o q, ? explains them' : 'r replay last · f replay last failed · o open page · ? keys · q quit')
      : row('end', 'Ctrl-C'),
  ];
  return `${title}\n${labeled(rows, width, chalk.dim)}`.trimEnd();
};
