import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import getPort from 'get-port';
import selfsigned from 'selfsigned';
import { eventually } from '../eventually.ts';
import { later, temporaryDirectory } from '../temporary.ts';

const nginx = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'].map((folder) => join(folder, 'nginx')).find(existsSync);

/** Why the tests with a real nginx cannot run here; undefined if they can. */
export const withoutNginx: string | undefined = nginx === undefined ? 'needs nginx' : undefined;

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The path of the self-signed certificate. */
  readonly file: string;
}

/** Creates a certificate for `localhost` and names under `.test`. */
export const makeCertificate = async (...names: string[]): Promise<Certificate> => {
  const made = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: ['localhost', ...names].map((value) => ({ type: 2, value })) },
    ],
  });
  const file = join(temporaryDirectory('certificate'), 'cert.pem');
  writeFileSync(file, made.cert);
  return { key: made.private, cert: made.cert, file };
};

export interface Front {
  readonly port: number;
}

/** Starts a TLS front end in Node that forwards everything to a loopback port. */
export const startTlsFront = async (to: number, { key, cert }: Certificate): Promise<Front> => {
  const server = createServer({ key, cert }, (incoming, response) => {
    const { method, url, rawHeaders } = incoming;
    const onward = request({ host: '127.0.0.1', port: to, method, path: url, headers: rawHeaders, setHost: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port };
};

/** Starts a real nginx that terminates TLS and forwards `/hooks/…` to a loopback port. It responds 404 to everything else. */
export const startNginx = async (to: number, { key, cert }: Certificate): Promise<Front> => {
  if (nginx === undefined) throw new Error(withoutNginx);
  const directory = temporaryDirectory('nginx');
  const port = await getPort();
  writeFileSync(join(directory, 'key.pem'), key, { mode: 0o600 });
  writeFileSync(join(directory, 'cert.pem'), cert);
  for (const name of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(directory, name));
  const paths = ['client_body_temp_path body', 'proxy_temp_path proxy', 'fastcgi_temp_path fastcgi', 'uwsgi_temp_path uwsgi', 'scgi_temp_path scgi'];
  const config = `
    daemon off; master_process off; worker_processes 1; pid nginx.pid; error_log stderr crit;
    events { worker_connections 64; }
    http {
      access_log off; client_max_body_size 8m;
      ${paths.map((path) => `${path};`).join(' ')}
      server {
        listen 127.0.0.1:${port} ssl; server_name localhost;
        ssl_certificate cert.pem; ssl_certificate_key key.pem;
        location /hooks/ { proxy_pass http://127.0.0.1:${to}; }
        location / { return 404; }
      }
    }`;
  writeFileSync(join(directory, 'nginx.conf'), config);
  const server = spawn(nginx, ['-p', `${directory}/`, '-c', 'nginx.conf', '-e', 'stderr'], { stdio: 'ignore' });
  const gone = new Promise((resolve) => server.once('exit', resolve));
  later(async () => {
    server.kill('SIGKILL');
    await gone;
  });
  await eventually(
    'nginx to answer',
    () =>
      new Promise<boolean>((resolve) => {
        const socket = connect({ port, host: '127.0.0.1' });
        socket.on('connect', () => {
          socket.destroy();
          resolve(true);
        });
        socket.on('error', () => resolve(false));
      }),
  );
  return { port };
};
