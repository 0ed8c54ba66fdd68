import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa, execaSync } from 'execa';
import { transformSync } from 'rolldown/utils';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { boltcall } from '../support/program.ts';
import { later, temporaryDirectory } from '../support/temporary.ts';

/**
 * The webhook recipes of the README, run as they stand there: an event with the app's secret is taken, one with another is refused.
 * The frameworks are stood in for by the few functions of theirs that the recipes use.
 */
const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');

const recipe = (name: string, language: string): string => {
  const found = new RegExp(`### Webhooks in ${name}\\n[\\s\\S]*?\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1];
  if (found === undefined) throw new Error(`the README has no recipe for ${name}`);
  return found;
};

const express = `import { createServer } from 'node:http';
const express = () => {
  const routes = new Map();
  return {
    post: (path, parse, handler) => routes.set(path, handler),
    listen: () => createServer(async (request, answer) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const response = { status: (code) => { answer.statusCode = code; return response; }, send: (text) => answer.end(text) };
      routes.get(request.url)({ body: Buffer.concat(chunks), get: (name) => request.headers[name.toLowerCase()] }, response);
    }).listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port); }),
  };
};
express.raw = () => undefined;
export default express;
`;

const next = `import { createServer } from 'node:http';
import { POST } from './route.mjs';
createServer(async (request, answer) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const response = await POST(new Request('http://app' + request.url, { method: 'POST', headers: request.headers, body: Buffer.concat(chunks) }));
  answer.statusCode = response.status;
  answer.end(await response.text());
}).listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port); });
`;

const fastapi = `import asyncio, json
from http.server import BaseHTTPRequestHandler, HTTPServer

class Response:
    def __init__(self, content="", status_code=200):
        self.content, self.status_code = content, status_code

class Request:
    def __init__(self, headers, content):
        self.headers, self.content = {name.lower(): value for name, value in headers.items()}, content
    async def body(self):
        return self.content

class FastAPI:
    def __init__(self):
        self.routes = {}
    def post(self, path):
        return lambda handler: self.routes.setdefault(path, handler)
    def serve(self):
        routes = self.routes
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                content = self.rfile.read(int(self.headers["Content-Length"]))
                answer = asyncio.run(routes[self.path](Request(self.headers, content)))
                if not isinstance(answer, Response):
                    answer = Response(json.dumps(answer))
                self.send_response(answer.status_code)
                self.end_headers()
                self.wfile.write(answer.content.encode())
        server = HTTPServer(("127.0.0.1", 0), Handler)
        print("port", server.server_address[1], flush=True)
        server.serve_forever()
`;

/** Starts an app made of these files, and gives its port. */
const running = async (files: Readonly<Record<string, string>>, command: readonly [string, string]): Promise<string> => {
  const directory = temporaryDirectory('recipe');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  const [program, file] = command;
  const app = execa(program, [file], { cwd: directory, env: { BOLTCALL_WEBHOOK_SECRET: 'whsec_of_the_app_1234' }, reject: false });
  later(() => {
    app.kill();
  });
  let heard = '';
  app.stdout.on('data', (chunk: Buffer) => {
    heard += String(chunk);
  });
  await eventually('the app listens', () => /^port \d+$/m.test(heard));
  return /^port (\d+)$/m.exec(heard)?.[1] ?? '';
};

const takesItsOwn = async (port: string): Promise<void> => {
  const send = (secret: string) =>
    boltcall(['trigger', 'call.completed', '--forward-to', `localhost:${port}/hooks`, '-o', 'json'], { env: { BOLTCALL_WEBHOOK_SECRET: secret } });
  const own = await send('whsec_of_the_app_1234');
  expect([own.exitCode, JSON.parse(own.stdout)]).toEqual([0, expect.objectContaining({ status: 200 })]);
  const other = await send('whsec_of_somebody_else');
  expect([other.exitCode, other.stderr]).toEqual([14, expect.stringContaining('answered 401')]);
};

const python = ['python3', 'python'].find((name) => execaSync(name, ['--version'], { reject: false }).exitCode === 0);

describe('webhooks in', () => {
  it('Next.js', async () => {
    const { code } = transformSync('route.ts', recipe('Next.js', 'ts'));
    await takesItsOwn(await running({ 'route.mjs': code, 'serve.mjs': next }, ['node', 'serve.mjs']));
  });

  it('Express', async () => {
    const files = {
      'app.mjs': recipe('Express', 'js'),
      'node_modules/express/package.json': '{"type":"module","exports":"./index.js"}',
      'node_modules/express/index.js': express,
    };
    await takesItsOwn(await running(files, ['node', 'app.mjs']));
  });

  it('FastAPI', async (context) => {
    if (python === undefined) return context.skip('needs Python');
    await takesItsOwn(await running({ 'fastapi.py': fastapi, 'app.py': `${recipe('FastAPI', 'python')}\napp.serve()\n` }, [python, 'app.py']));
  });
});
