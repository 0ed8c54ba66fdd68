import { createServer, isIP } from 'node:net';
import { systemCode } from '../errors.ts';
import { accepts } from '../transport/accepts.ts';
import { place } from '../transport/addresses.ts';
import { type Check, failed, ok, warning } from './check.ts';

/** Timeout for a connection on this machine, in ms. */
const patience = 2_000;

/** Checks whether a receiver can listen on loopback: on any free port, or on the requested one. */
export const checkPort = (port: number): Promise<Check> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => {
      const code = systemCode(error);
      if (code === 'EADDRINUSE')
        return resolve(failed('port', `port ${port} of 127.0.0.1 is in use by another program`, 'Choose another port, or stop that program.'));
      resolve(failed('port', `cannot open a port on 127.0.0.1${port === 0 ? '' : `:${port}`} (${code ?? error.message})`));
    });
    server.listen({ host: '127.0.0.1', port }, () =>
      server.close(() => resolve(ok('port', port === 0 ? 'a receiver can be opened on 127.0.0.1' : `port ${port} of 127.0.0.1 is free`))),
    );
  });

/**
 * Checks whether anything listens at a target; `localhost` is tried on both addresses.
 * @param asked named for this run, so it must be reachable. A target from the profile may be started later.
 */
export const checkTarget = async (text: string, hostname: string, port: number, asked: boolean): Promise<Check> => {
  const host = hostname.replace(/^\[|\]$/g, '');
  const hosts = host === 'localhost' || host.endsWith('.localhost') ? ['::1', '127.0.0.1'] : [host];
  const found = await Promise.all(hosts.map(async (one) => ((await accepts(one, port, patience)) ? [place(one, port)] : [])));
  const places = found.flat();
  if (places.length > 0) return ok('target', `${text}: listening on ${places.join(' and ')}`);
  const tried = hosts.map((one) => (isIP(one) === 0 ? `${one}:${port}` : place(one, port))).join(' or ');
  return (asked ? failed : warning)('target', `${text}: nothing is listening on ${tried}`, 'Start your app, or pass its URL with --forward-to.');
};
