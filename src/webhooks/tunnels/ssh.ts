import { usage } from '../../errors.ts';
import { publicAddress } from './address.ts';
import { startChild } from './child.ts';
import { childEnvironment } from './environment.ts';
import { keepOpen } from './keep.ts';
import { findProgram } from './path.ts';
import { followSsh } from './ssh-lines.ts';
import type { OpenTunnel } from './tunnel.ts';

/** The port on the user's host where its web server finds us, unless `--ssh-remote-port` gives another. */
export const usualRemotePort = 4080;

export interface SshTarget {
  /** `[user@]host`, as the ssh client takes it. */
  readonly destination: string;
  /** Where ssh listens; absent: as the user's configuration says, else 22. */
  readonly port?: string;
}

/**
 * `--ssh`: `[user@]host` with a host name or an alias of the user's ssh configuration, or `[user@]host:port` or
 * `ssh://[user@]host[:port]` where ssh itself listens on another port. A usage failure for anything else.
 */
export const parseSsh = (text: string): SshTarget => {
  const match = /^(?:ssh:\/\/)?((?:[\w.+-]+@)?)(?:([\w.-]+)|\[([\da-fA-F:.%\w]+)\])(?::(\d{1,5}))?\/?$/.exec(text);
  const host = match?.[2] ?? match?.[3];
  const user = match?.[1] ?? '';
  if (host === undefined || host.startsWith('-') || user.startsWith('-')) throw usage(`--ssh takes user@host, not ${text}`);
  return { destination: user + host, ...(match?.[4] === undefined ? {} : { port: match[4] }) };
};

/** Where requests for the public URL arrive on the host: as given; else the port of a plain http URL; else 4080. */
export const remotePort = (given: number | undefined, publicUrl: URL): number => {
  if (given !== undefined) return given;
  return publicUrl.protocol === 'http:' && publicUrl.port !== '' ? Number(publicUrl.port) : usualRemotePort;
};

/**
 * A reverse tunnel to the user's own host, by the system's ssh with the user's keys and configuration. A web server on that host
 * takes the requests for `--public-url` and passes them on to `127.0.0.1:REMOTE_PORT` there. ssh never asks anything here: a key
 * or an agent must open the host by itself, and the host must be known.
 */
export const open: OpenTunnel = async (options) => {
  const { world, port, path, publicUrl, ssh } = options;
  if (ssh === undefined) throw usage('--via ssh needs your host: --ssh user@host --public-url https://…');
  const target = parseSsh(ssh);
  const address = publicAddress(publicUrl, path, 'ssh');
  const remote = remotePort(options.sshRemotePort, address);
  const program = await findProgram(world, 'ssh');
  if (program === undefined) throw usage('ssh is not on the PATH', 'Install the OpenSSH client');
  const settings = [
    'BatchMode=yes',
    'ExitOnForwardFailure=yes',
    'ConnectTimeout=15',
    'ServerAliveInterval=10',
    'ServerAliveCountMax=3',
    'RequestTTY=no',
    // A shared connection would keep the forwarding after we have ended.
    'ControlMaster=no',
    'ControlPath=none',
  ];
  const command = [
    ...['-N', '-v', ...settings.flatMap((setting) => ['-o', setting])],
    ...(target.port === undefined ? [] : ['-p', target.port]),
    ...['-R', `${remote}:127.0.0.1:${port}`, '--', target.destination],
  ];
  return keepOpen('ssh', options, (report) =>
    startChild({
      world,
      command: [program, ...command],
      env: childEnvironment(world.env),
      heard: followSsh(report, { address, remote, destination: target.destination }),
    }),
  );
};
