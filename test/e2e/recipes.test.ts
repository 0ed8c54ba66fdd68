import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { boltcall } from '../support/program.ts';
import { later, temporaryDirectory } from '../support/temporary.ts';

/**
 * Runs the webhook recipe of the README as written: an event signed with the app's secret is accepted, any other is rejected.
 * The framework is replaced by the few of its functions that the recipe uses.
 */
const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');

const recipe = (language: string): string => {
  const section = readme.slice(readme.indexOf('### Verify a webhook'));
  const found = section.split(`\`\`\`${language}\n`)[1]?.split('```')[0];
  if (found === undefined) throw new Error(`the README has no recipe in ${language}`);
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

/** Starts an app made of these files, and returns its port. */
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

describe('the webhook recipe', () => {
  it('runs with Express', async () => {
    const files = {
      'app.mjs': recipe('js'),
      'node_modules/express/package.json': '{"type":"module","exports":"./index.js"}',
      'node_modules/express/index.js': express,
    };
    await takesItsOwn(await running(files, ['node', 'app.mjs']));
  });
});
