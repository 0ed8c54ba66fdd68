import { flag, option, type ValuesOf } from '../../../cli/command/option.ts';
import { choice, integer, list, text } from '../../../resources/resource.ts';
import { vias } from '../../../webhooks/via.ts';

/** The options of `listen`. */
export const options = {
  forwardTo: option('url', list('where deliveries go: 3000, 3000/hooks, https://app.test/hooks; repeat for more'), { short: 'f' }),
  route: option('pattern=url', list("where events of a name go: 'call.*=http://localhost:3000/calls'; repeat for more")),
  event: option('name', list('an event to listen to, or several with commas; default all nine')),
  agentId: option('id', text('only deliveries of this agent', { format: 'agent' })),
  agent: option('id|name', text('the same by its id or exact name'), { conflicts: ['agentId'] }),
  filter: option('jmespath', text('only deliveries whose payload this is true of')),
  via: option('way', choice('how deliveries come in: cloudflared, ngrok, ssh, svix, url, local', vias)),
  publicUrl: option('url', text('your own https address, for --via url and ssh', { format: 'url' })),
  ssh: option('user@host', text('the host of a reverse tunnel, for --via ssh')),
  sshRemotePort: option('port', integer('the port there that its web server passes requests to; default 4080', { min: 1, max: 65_535 })),
  port: option(
    'port',
    integer('the local port of the receiver; default a free one; needed with --public-url unless by ssh', { min: 1, max: 65_535 }),
  ),
  noProbe: flag('do not test whether the public address is reached from here'),
  label: option('word', text('a word in the address; default one kept for the profile')),
  secret: option(
    'secret',
    text('the secret your app verifies with; default BOLTCALL_WEBHOOK_SECRET, else one kept for the profile', { secret: true }),
    { env: 'BOLTCALL_WEBHOOK_SECRET' },
  ),
  printSecret: flag('print that secret and end; needs no key and no network'),
  writeEnv: option('file[:name]', text('set that secret in a file like .env (never in one that git tracks)')),
  allowUnsigned: flag('take deliveries without a signature too, marked as such'),
  noResign: flag('forward the signature of the service as it came'),
  answer: option('when', choice("what the service is answered: your app's status, or 200 at once", ['target', 'now'], { preset: 'target' })),
  retries: option('n', integer('how often a failed forward is tried again', { min: 0, max: 20, preset: 3 })),
  forwardTimeout: option('duration', text('how long your app may take; default 30s', { format: 'duration' })),
  insecure: flag('take self-signed certificates of https targets', { short: 'k' }),
  header: option('name: value', list('a header to add to every forward; repeat for more'), { short: 'H' }),
  catchUp: option('duration', text('first make events of this long back from the lists, and after every gap', { format: 'duration' })),
  count: option('n', integer('end after this many forwarded deliveries', { min: 1 })),
  for: option('duration', text('end after this time; exit 11 if --count was not reached', { format: 'duration' })),
  noLog: flag('keep no log of deliveries'),
  inspect: flag('show deliveries in a page on this machine, and send them again from there'),
};

/** What was typed for `listen`. */
export type ListenOptions = ValuesOf<typeof options>;
