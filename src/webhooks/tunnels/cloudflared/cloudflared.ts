import { devNull } from 'node:os';
import { join } from 'node:path';
import { usage } from '../../../errors.ts';
import { makeDirectory, writeWhole } from '../../../files.ts';
import { childEnvironment } from '../../../programs/environment.ts';
import { findProgram } from '../../../programs/find.ts';
import { startProgram } from '../../../programs/start.ts';
import { withPath } from '../../public-address.ts';
import type { OpenTunnel } from '../../tunnel.ts';
import { keepOpen, patience } from '../program/keep-open.ts';
import { installLine } from './install.ts';
import { followCloudflared } from './lines.ts';

/** Cloudflare's quick tunnel, through the user's own `cloudflared`: no account, a new URL at every start. */
export const open: OpenTunnel = async (options) => {
  const { world, port, path, directory } = options;
  const program = await findProgram(world, 'cloudflared');
  if (program === undefined) throw usage('cloudflared is not on the PATH', `Install it: ${await installLine(world)}`);
  const configuration = await emptyFile(directory);
  const command = [program, 'tunnel', '--config', configuration, '--no-autoupdate', '--url', `http://127.0.0.1:${port}`] as const;
  return keepOpen('cloudflared', options, (report) =>
    startProgram({
      world,
      command: [...command],
      env: childEnvironment(world.env, 'TUNNEL_'),
      patience,
      streams: followCloudflared(report, (base) => withPath(base, path)),
    }),
  );
};

/** Creates an empty configuration: the user's own would turn a quick tunnel into a tunnel of their account, or stop it. */
const emptyFile = async (directory: string): Promise<string> => {
  const file = join(directory, 'cloudflared.yml');
  try {
    makeDirectory(directory);
    await writeWhole(file, '', { secret: true });
    return file;
  } catch {
    // A full or read-only disk must not prevent the tunnel.
    return devNull;
  }
};
