import type { ClientOptions } from '../../client/open.ts';
import { openProgress } from '../../output/progress.ts';
import { tell } from '../../output/sink.ts';
import type { Setting } from '../../profiles/settings.ts';
import type { Connection, Transport } from '../../transport/transport.ts';
import { version } from '../../version.ts';
import type { Context } from '../command/command.ts';

/** Returns the options that another command needs to reach the same workspace, for commands named in messages. */
export const workspaceFlags = ({ settings }: Context): string[] => {
  if (settings.sandbox) return ['--sandbox'];
  const { profile, baseUrl } = settings;
  const { caFile, clientCert, clientKey } = settings.connection;
  const typed: Array<[option: string, value: string | undefined]> = [
    ['--profile', profile.from === '--profile' ? profile.value : undefined],
    ['--base-url', baseUrl.from === '--base-url' ? baseUrl.value.href : undefined],
    ['--ca-file', caFile],
    ['--client-cert', clientCert],
    ['--client-key', clientKey],
  ];
  return typed.flatMap(([option, value]) => (value === undefined ? [] : [option, value]));
};

/** Returns the client options of a run, for requests with this key. */
export const clientOptions = (context: Context, key: Setting<string>): ClientOptions => {
  const { world, settings, signal, print } = context;
  const progress = openProgress(world, settings.view);
  const open = async (connection: Connection): Promise<Transport> => {
    const bare = await world.network.open(connection);
    // Shows a spinner only while waiting for a response.
    const watched: Transport = (request) => progress.during(`waiting for ${request.url.host}`, bare(request));
    return bare.close ? Object.assign(watched, { close: bare.close }) : watched;
  };
  return {
    baseUrl: settings.baseUrl.value,
    key: key.value,
    open,
    connection: settings.connection,
    timeout: settings.timeout.value,
    maxRetries: settings.maxRetries.value,
    now: () => world.now(),
    sleep: (ms, ended) => world.sleep(ms, ended),
    after: (ms, action) => world.after(ms, action),
    random: (bytes) => world.random(bytes),
    userAgent: `boltcall/${version}`,
    signal,
    onWait: (words) => print.note(words),
    ...(settings.debug ? { trace: (line: string) => tell(world.stderr, `${line}\n`) } : {}),
    secrets: [world.env['BOLTCALL_WEBHOOK_SECRET'] ?? ''].filter(Boolean),
    flags: workspaceFlags(context),
    // A key is never shown.
    ...(key.from === '--api-key' ? { aside: ', with the same --api-key' } : {}),
  };
};
