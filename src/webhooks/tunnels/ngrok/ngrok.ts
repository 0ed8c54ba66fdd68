import { usage } from '../../../errors.ts';
import { childEnvironment } from '../../../programs/environment.ts';
import { findProgram } from '../../../programs/find.ts';
import { startProgram } from '../../../programs/start.ts';
import { withPath } from '../../public-address.ts';
import type { OpenTunnel } from '../../tunnel.ts';
import { keepOpen, patience } from '../program/keep-open.ts';
import { askNgrok } from './api.ts';
import { followNgrok } from './lines.ts';

/** ngrok, through the user's own program, configuration and account. */
export const open: OpenTunnel = async (options) => {
  const { world, port, path } = options;
  const program = await findProgram(world, 'ngrok');
  if (program === undefined) throw usage('ngrok is not on the PATH', 'Install it: https://ngrok.com/download');
  return keepOpen('ngrok', options, (report) => {
    const follow = followNgrok(
      report,
      (base) => withPath(base, path),
      (api) => askNgrok(api, port),
    );
    return startProgram({
      world,
      command: [program, 'http', `127.0.0.1:${port}`, '--log=stdout', '--log-format=json'],
      env: childEnvironment(world.env),
      patience,
      streams: follow,
    });
  });
};
