import type { Option } from '../../../cli/command/command.ts';
import { choice, integer, list, text } from '../../../resources/resource.ts';

/** The flags of `listen`. */
export const options: readonly Option[] = [
  {
    name: 'forward-to',
    key: 'forward_to',
    short: 'f',
    value: 'url',
    field: list('target for deliveries: 3000, 3000/hooks, https://app.test/hooks (repeatable)'),
  },
  {
    name: 'route',
    key: 'routes',
    value: 'pattern=url',
    field: list("target for matching events: 'call.*=http://localhost:3000/calls' (repeatable)"),
  },
  { name: 'event', key: 'events', value: 'name', field: list('events to receive, separated by commas (default: all nine)') },
  { name: 'agent-id', value: 'id', field: text('only deliveries for this agent', { format: 'agent' }) },
  { name: 'agent', value: 'id|name', field: text('agent id or exact name (alternative to --agent-id)') },
  { name: 'filter', value: 'jmespath', field: text('only deliveries that match this JMESPath expression') },
  { name: 'via', value: 'way', field: text('how deliveries reach this machine: cloudflared, ngrok, ssh, svix, url, local') },
  { name: 'public-url', value: 'url', field: text('your own https URL, for --via url and ssh', { format: 'url' }) },
  { name: 'ssh', value: 'user@host', field: text('host for a reverse tunnel, for --via ssh') },
  {
    name: 'ssh-remote-port',
    value: 'port',
    field: integer('port on that host that its web server forwards to (default 4080)', { min: 1, max: 65_535 }),
  },
  {
    name: 'port',
    value: 'port',
    field: integer('local port of the receiver (default: a free one; required with --public-url, except for ssh)', { min: 1, max: 65_535 }),
  },
  { name: 'no-probe', field: text('skip the test request to the public URL') },
  { name: 'label', value: 'word', field: text('label in the webhook URL (default: one per profile)') },
  {
    name: 'secret',
    value: 'secret',
    field: text('secret your app verifies with (default: BOLTCALL_WEBHOOK_SECRET, or one saved for the profile)', { secret: true }),
  },
  { name: 'print-secret', field: text('print the secret and exit (no key or network needed)') },
  { name: 'write-env', value: 'file[:name]', field: text('write the secret to a file such as .env (never one tracked by git)') },
  { name: 'allow-unsigned', field: text('accept unsigned deliveries, marked as unsigned') },
  { name: 'no-resign', field: text('forward the original signature unchanged') },
  {
    name: 'answer',
    value: 'when',
    field: choice("how to answer the service: your app's status, or 200 immediately", ['target', 'now'], { preset: 'target' }),
  },
  { name: 'retries', value: 'n', field: integer('number of retries for a failed delivery', { min: 0, max: 20, preset: 3 }) },
  { name: 'forward-timeout', value: 'duration', field: text('time limit for your app (default 30s)', { format: 'duration' }) },
  { name: 'insecure', short: 'k', field: text('accept self-signed certificates from https targets') },
  { name: 'header', key: 'headers', short: 'H', value: 'name: value', field: list('header to add to every delivery (repeatable)') },
  {
    name: 'catch-up',
    value: 'duration',
    field: text('recreate events from the last DURATION on start and after disconnects', { format: 'duration' }),
  },
  { name: 'count', value: 'n', field: integer('exit after forwarding this many deliveries', { min: 1 }) },
  { name: 'for', value: 'duration', field: text('exit after this time (exit code 11 if --count was not reached)', { format: 'duration' }) },
  { name: 'no-log', field: text('do not log deliveries') },
  { name: 'inspect', field: text('open a local web page to inspect and replay deliveries') },
];
