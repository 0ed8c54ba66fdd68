import { flag, option, type ValuesOf } from '../../../cli/command/option.ts';
import { unknownEvent } from '../../../cli/command/unknown-event.ts';
import { choice, integer, list, text } from '../../../resources/resource.ts';
import { vias } from '../../../webhooks/via.ts';
import { filterOptions } from '../log/filter-options.ts';

/** The options of `listen`. */
export const options = {
  forwardTo: option('url', list('target for deliveries: 3000, 3000/hooks, https://app.test/hooks (repeatable)'), { short: 'f' }),
  route: option('pattern=url', list("target for matching events: 'call.*=http://localhost:3000/calls' (repeatable)")),
  event: option('name', list('events or patterns such as "call.*" to receive, separated by commas (default: all nine)', { format: 'event' })),
  ...unknownEvent,
  agentId: option('id', text('only deliveries for this agent', { format: 'agent' })),
  agent: option('id|name', text('agent id or exact name (alternative to --agent-id)'), { conflicts: ['agentId'] }),
  filter: option('jmespath', text('only deliveries that match this JMESPath expression')),
  filterHeader: { ...filterOptions.filterHeader, conflicts: ['catchUp'] },
  via: option('way', choice('how deliveries reach this machine: cloudflared, ngrok, ssh, svix, url, local', vias)),
  publicUrl: option('url', text('your own https URL, for --via url and ssh', { format: 'url' })),
  ssh: option('user@host', text('host for a reverse tunnel, for --via ssh')),
  sshRemotePort: option('port', integer('port on that host that its web server forwards to (default 4080)', { min: 1, max: 65_535 })),
  port: option(
    'port',
    integer('local port of the receiver (default: a free one; required with --public-url, except for ssh)', { min: 1, max: 65_535 }),
  ),
  noProbe: flag('skip the test request to the public URL'),
  label: option('word', text('label in the webhook URL (default: one per profile)')),
  secret: option('secret', text('secret your app verifies with (default: BOLTCALL_WEBHOOK_SECRET, or one saved for the profile)', { secret: true }), {
    env: 'BOLTCALL_WEBHOOK_SECRET',
  }),
  printSecret: flag('print the secret and exit (no key or network needed)'),
  writeEnv: option('file[:name]', text('write the secret to a file such as .env (never one tracked by git)')),
  allowUnsigned: flag('accept unsigned deliveries, marked as unsigned'),
  maxBody: option('mib', integer('largest body to accept, in MiB', { min: 1, max: 64, preset: 5 })),
  noResign: flag('forward the original signature unchanged'),
  answer: option('when', choice("how to answer the service: your app's status, or 200 immediately", ['target', 'now'], { preset: 'target' })),
  duplicates: option('action', choice('what to do with a delivery that your app already has', ['skip', 'forward'], { preset: 'skip' })),
  retries: option('n', integer('number of retries for a failed delivery', { min: 0, max: 20, preset: 3 })),
  forwardTimeout: option('duration', text('time limit for your app (default 30s)', { format: 'duration' })),
  insecure: flag('accept self-signed certificates from https targets', { short: 'k' }),
  header: option('name: value', list('header to add to every delivery (repeatable)'), { short: 'H' }),
  catchUp: option('duration', text('recreate events from the last DURATION on start and after disconnects', { format: 'duration' })),
  count: option('n', integer('exit after forwarding this many deliveries', { min: 1 })),
  for: option('duration', text('exit after this time (exit code 11 if --count was not reached)', { format: 'duration' })),
  noLog: flag('do not log deliveries'),
  inspect: flag('open a local web page to inspect and replay deliveries'),
  newToken: flag('replace the token in the URL of the --inspect page', { needs: 'inspect' }),
};

/** The typed options of `listen`. */
export type ListenOptions = ValuesOf<typeof options>;
