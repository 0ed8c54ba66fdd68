import type { Option } from '../../../cli/command/command.ts';
import { unknownEvent } from '../../../cli/command/unknown-event.ts';
import { choice, integer, list, text } from '../../../resources/resource.ts';

/** The flags of `listen`. */
export const options: readonly Option[] = [
  {
    name: 'forward-to',
    key: 'forward_to',
    short: 'f',
    value: 'url',
    field: list('where deliveries go: 3000, 3000/hooks, https://app.test/hooks; repeat for more'),
  },
  {
    name: 'route',
    key: 'routes',
    value: 'pattern=url',
    field: list("where events of a name go: 'call.*=http://localhost:3000/calls'; repeat for more"),
  },
  {
    name: 'event',
    key: 'events',
    value: 'name',
    field: list('an event to listen to, a pattern such as "call.*", or several with commas; default all nine', { format: 'event' }),
  },
  unknownEvent,
  { name: 'agent-id', value: 'id', field: text('only deliveries of this agent', { format: 'agent' }) },
  { name: 'agent', value: 'id|name', field: text('the same by its id or exact name') },
  { name: 'filter', value: 'jmespath', field: text('only deliveries whose payload this is true of') },
  { name: 'via', value: 'way', field: text('how deliveries come in: cloudflared, ngrok, ssh, svix, url, local') },
  { name: 'public-url', value: 'url', field: text('your own https address, for --via url and ssh', { format: 'url' }) },
  { name: 'ssh', value: 'user@host', field: text('the host of a reverse tunnel, for --via ssh') },
  {
    name: 'ssh-remote-port',
    value: 'port',
    field: integer('the port there that its web server passes requests to; default 4080', { min: 1, max: 65_535 }),
  },
  {
    name: 'port',
    value: 'port',
    field: integer('the local port of the receiver; default a free one; needed with --public-url unless by ssh', { min: 1, max: 65_535 }),
  },
  { name: 'no-probe', field: text('do not test whether the public address is reached from here') },
  { name: 'label', value: 'word', field: text('a word in the address; default one kept for the profile') },
  {
    name: 'secret',
    value: 'secret',
    field: text('the secret your app verifies with; default BOLTCALL_WEBHOOK_SECRET, else one kept for the profile', { secret: true }),
  },
  { name: 'print-secret', field: text('print that secret and end; needs no key and no network') },
  { name: 'write-env', value: 'file[:name]', field: text('set that secret in a file like .env (never in one that git tracks)') },
  { name: 'allow-unsigned', field: text('take deliveries without a signature too, marked as such') },
  { name: 'no-resign', field: text('forward the signature of the service as it came') },
  {
    name: 'answer',
    value: 'when',
    field: choice("what the service is answered: your app's status, or 200 at once", ['target', 'now'], { preset: 'target' }),
  },
  { name: 'retries', value: 'n', field: integer('how often a failed forward is tried again', { min: 0, max: 20, preset: 3 }) },
  { name: 'forward-timeout', value: 'duration', field: text('how long your app may take; default 30s', { format: 'duration' }) },
  { name: 'insecure', short: 'k', field: text('take self-signed certificates of https targets') },
  { name: 'header', key: 'headers', short: 'H', value: 'name: value', field: list('a header to add to every forward; repeat for more') },
  {
    name: 'catch-up',
    value: 'duration',
    field: text('first make events of this long back from the lists, and after every gap', { format: 'duration' }),
  },
  { name: 'count', value: 'n', field: integer('end after this many forwarded deliveries', { min: 1 }) },
  { name: 'for', value: 'duration', field: text('end after this time; exit 11 if --count was not reached', { format: 'duration' }) },
  { name: 'no-log', field: text('keep no log of deliveries') },
  { name: 'inspect', field: text('show deliveries in a page on this machine, and send them again from there') },
];
