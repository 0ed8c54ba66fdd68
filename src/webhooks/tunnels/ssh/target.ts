import { usage } from '../../../errors.ts';

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
