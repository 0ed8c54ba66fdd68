// The floor for forwarding: a plain reverse proxy with Node and undici's Pool that streams both bodies and does nothing else.
// Takes the target and prints its port.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const target = new URL(process.argv[2]);
const pool = new Pool(target.origin, { connections: 64 });
const own = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host']);

const server = createServer((request, response) => {
  const headers = [];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    if (!own.has(request.rawHeaders[at].toLowerCase())) headers.push(request.rawHeaders[at], request.rawHeaders[at + 1]);
  }
  pool
    .request({ method: request.method, path: target.pathname, headers, body: request })
    .then(({ statusCode, headers: answer, body }) => {
      const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...kept } = answer;
      response.writeHead(statusCode, kept);
      body.pipe(response);
    })
    .catch(() => response.destroy());
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit());
