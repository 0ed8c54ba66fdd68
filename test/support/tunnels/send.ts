import { request as plain } from 'node:http';
import { request as secure } from 'node:https';

export interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** The self-signed certificate (PEM) of an https server. */
  readonly ca?: string;
}

/** Posts a body to a URL, as the service does. Host names `….test` resolve to loopback. */
export const send = (url: URL, body: Uint8Array | string, { headers = {}, ca }: SendOptions = {}): Promise<Sent> =>
  new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? secure : plain;
    const local = url.hostname.endsWith('.test') ? { host: '127.0.0.1', servername: url.hostname } : {};
    const sent = request(
      url,
      { method: 'POST', headers: { host: url.host, ...headers }, agent: false, ...local, ...(ca === undefined ? {} : { ca }) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
