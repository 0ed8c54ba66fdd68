import { get } from 'node:http';

/** An answer of ngrok's own API larger than this, in bytes, is none. */
const largest = 1_000_000;

/**
 * Asks ngrok's local API (`127.0.0.1:4040` or the address it printed) for the public https address of the tunnel to our port;
 * undefined where it has none or does not answer.
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
    // Not JSON: some other program holds that port.
  }
  return undefined;
};
