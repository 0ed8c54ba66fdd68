import type { Server } from 'node:http';
import { systemCode, usage } from '../../errors.ts';

/** Starts listening and returns the port. Throws `usage` if it cannot; `taken` says what is using the port, if known. */
export const listen = async (server: Server, port: number, host: string, taken: () => Promise<string | undefined>): Promise<number> => {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EADDRINUSE') {
      const sandbox = await taken();
      if (sandbox === undefined)
        throw usage(`port ${port} of ${host} is in use by another program`, 'Choose another port with --port (0 for a free one).');
      throw usage(
        `a sandbox is already running on port ${port} (${sandbox})`,
        'Use it with --sandbox, stop it with `boltcall sandbox stop`, or choose another port with --port.',
      );
    }
    if (code === 'EACCES') throw usage(`port ${port} requires special privileges`, 'Choose a port above 1023 with --port.');
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') throw usage(`${host} is not an address of this machine`);
    throw error;
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server that listens has a port');
  return address.port;
};
