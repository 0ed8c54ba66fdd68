import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { eventually } from '../eventually.ts';
import { later, temporaryDirectory } from '../temporary.ts';

const find = (name: string): string | undefined =>
  [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/sbin'].map((folder) => join(folder, name)).find(existsSync);

const [sshd, ssh, keygen] = [find('sshd'), find('ssh'), find('ssh-keygen')];

/** Why the tests with a real sshd cannot run here; undefined if they can. */
export const withoutSshd: string | undefined =
  sshd === undefined || ssh === undefined || keygen === undefined ? 'needs the OpenSSH server and client' : undefined;

export interface SshServer {
  /** A directory for the PATH whose `ssh` knows the host `relay-host`, its key and the client's key. */
  readonly folder: string;
  readonly port: number;
  /** Stops the server and every connection to it, as a reboot does. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops accepting the client's key. */
  forgetUser(): void;
}

export interface SshServerOptions {
  /** The client does not know the host's key. */
  readonly stranger?: boolean;
  /** Lines of sshd configuration that take precedence over the usual ones. */
  readonly config?: readonly string[];
  /** Arguments placed before all others of the client. When an option is given twice, the first value wins. */
  readonly client?: readonly string[];
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

/** Starts a real sshd on loopback with its own keys and configuration, and a client configured for it. */
export const startSshd = async ({ stranger = false, config = [], client: more = [] }: SshServerOptions = {}): Promise<SshServer> => {
  if (sshd === undefined || ssh === undefined || keygen === undefined) throw new Error(withoutSshd);
  const directory = temporaryDirectory('sshd');
  const folder = temporaryDirectory('ssh');
  const port = await getPort();
  const at = (name: string): string => join(directory, name);
  for (const name of ['host', 'user']) execFileSync(keygen, ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
  const authorized = at('authorized');
  execFileSync('cp', [at('user.pub'), authorized]);
  chmodSync(authorized, 0o600);
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host')}`,
    `PidFile ${at('pid')}`,
    `AuthorizedKeysFile ${authorized}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    ...config,
    'AllowTcpForwarding yes',
  ];
  writeFileSync(at('config'), `${lines.join('\n')}\n`);
  // sshd drops its privileges here and refuses to start without it.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });

  const hostKey = execFileSync('cat', [at('host.pub')])
    .toString()
    .split(' ')
    .slice(0, 2)
    .join(' ');
  writeFileSync(at('known'), stranger ? '' : `relay-host ${hostKey}\n`);
  const client = [
    'Host relay-host',
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    `  User ${userInfo().username}`,
    `  IdentityFile ${at('user')}`,
    '  HostKeyAlias relay-host',
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${at('known')}`,
    '  GlobalKnownHostsFile /dev/null',
  ];
  writeFileSync(at('client'), `${client.join('\n')}\n`);
  writeFileSync(join(folder, 'ssh'), `#!/bin/sh\nexec '${ssh}' -F '${at('client')}' ${more.join(' ')} "$@"\n`);
  chmodSync(join(folder, 'ssh'), 0o755);

  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    // Its own process group, so that the processes of its connections end with it.
    server = spawn(sshd, ['-D', '-e', '-f', at('config')], { stdio: 'ignore', detached: true });
    await eventually('sshd to answer', () => answers(port));
  };
  const stop = async (): Promise<void> => {
    const { pid } = server ?? {};
    if (pid === undefined) return;
    const gone = new Promise((resolve) => server?.once('exit', resolve));
    server = undefined;
    // Each connection has its own session, found by its parent.
    const children = execFileSync('ps', ['-e', '-o', 'pid=,ppid=']).toString().trim().split('\n');
    const family = new Set([pid]);
    for (let grown = 0; grown !== family.size; ) {
      grown = family.size;
      for (const line of children) {
        const [child = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
        if (family.has(parent)) family.add(child);
      }
    }
    for (const one of family) {
      try {
        process.kill(one, 'SIGKILL');
      } catch {
        // It has already exited.
      }
    }
    await gone;
  };
  await start();
  later(stop);
  return { folder, port, start, stop, forgetUser: () => writeFileSync(authorized, '') };
};
