import { get } from 'node:http';

/** Maximum size of a response from ngrok's local API, in bytes; a larger one is ignored. */
const largest = 1_000_000;

/**
 * Asks ngrok's local API (`127.0.0.1:4040` or the address it printed) for the public https URL of the tunnel to our port. Returns
 * undefined if there is none or the API does not respond.
 */
export const askNgrok = async (api: string, port: number): Promise<URL | undefined> => {
  const text = await new Promise<string>((resolve) => {
    const request = get(`http://${api}/api/tunnels`, { timeout: 2_000, headers: { accept: 'application/json' } }, (response) => {
      let read = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        read += part;
        if (read.length > largest) request.destroy();
      });
      response.on('end', () => resolve(read));
      response.on('error', () => resolve(''));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(''));
  });
  return publicAddress(text, port);
};

const record = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? { ...value } : {});

const publicAddress = (text: string, port: number): URL | undefined => {
  try {
    const tunnels = record(JSON.parse(text))['tunnels'];
    for (const entry of Array.isArray(tunnels) ? tunnels : []) {
      const tunnel = record(entry);
      const [address, target] = [tunnel['public_url'], record(tunnel['config'])['addr']];
      if (typeof address === 'string' && address.startsWith('https://') && String(target).endsWith(`:${port}`)) return new URL(address);
    }
  } catch {
    // Not JSON: another program uses that port.
  }
  return undefined;
};
