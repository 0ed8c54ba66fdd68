import { usage } from '../../../errors.ts';

/** The default of `--ssh-remote-port`: the port on the user's host where its web server reaches us. */
export const usualRemotePort = 4080;

export interface SshTarget {
  /** `[user@]host`, as the ssh client expects it. */
  readonly destination: string;
  /** The port of the ssh server; absent to use the user's configuration, else 22. */
  readonly port?: string;
}

/**
 * Parses `--ssh`: `[user@]host` with a host name or an alias from the user's ssh configuration, or `[user@]host:port` or
 * `ssh://[user@]host[:port]` if ssh itself uses another port. Throws a usage failure for anything else.
 */
export const parseSsh = (text: string): SshTarget => {
  const match = /^(?:ssh:\/\/)?((?:[\w.+-]+@)?)(?:([\w.-]+)|\[([\da-fA-F:.%\w]+)\])(?::(\d{1,5}))?\/?$/.exec(text);
  const host = match?.[2] ?? match?.[3];
  const user = match?.[1] ?? '';
  if (host === undefined || host.startsWith('-') || user.startsWith('-')) throw usage(`--ssh takes user@host, not ${text}`);
  return { destination: user + host, ...(match?.[4] === undefined ? {} : { port: match[4] }) };
};

/** Returns the port on the host where requests for the public URL arrive: the given one, else the port of a plain http URL, else 4080. */
export const remotePort = (given: number | undefined, publicUrl: URL): number => {
  if (given !== undefined) return given;
  return publicUrl.protocol === 'http:' && publicUrl.port !== '' ? Number(publicUrl.port) : usualRemotePort;
};
