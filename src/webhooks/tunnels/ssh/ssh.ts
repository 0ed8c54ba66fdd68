import { usage } from '../../../errors.ts';
import { childEnvironment } from '../../../programs/environment.ts';
import { findProgram } from '../../../programs/find.ts';
import { startProgram } from '../../../programs/start.ts';
import { publicAddress } from '../../public-address.ts';
import type { OpenTunnel } from '../../tunnel.ts';
import { keepOpen, patience } from '../program/keep-open.ts';
import { followSsh } from './lines.ts';
import { parseSsh, remotePort } from './target.ts';

/**
 * A reverse tunnel to the user's own host, through the system's ssh with the user's keys and configuration. A web server on that
 * host accepts the requests for `--public-url` and passes them to `127.0.0.1:REMOTE_PORT` there. ssh never prompts here: a key or
 * an agent must be enough to log in, and the host must be known.
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
    // By IP address, not `localhost`: with two address families, ssh would accept one even if another program uses the other.
    ...['-R', `${address.protocol === 'http:' ? '*' : '127.0.0.1'}:${remote}:127.0.0.1:${port}`, '--', target.destination],
  ];
  return keepOpen('ssh', options, (report) =>
    startProgram({
      world,
      command: [program, ...command],
      env: childEnvironment(world.env),
      patience,
      streams: followSsh(report, { address, remote, destination: target.destination }),
    }),
  );
};
