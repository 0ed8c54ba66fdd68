import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { homeOf } from '../../../../src/profiles/directories.ts';
import { type ChooseOptions, chooseVia } from '../../../../src/webhooks/tunnels/choose.ts';
import { installLine } from '../../../../src/webhooks/tunnels/cloudflared/install.ts';
import { parseSsh, remotePort } from '../../../../src/webhooks/tunnels/ssh/target.ts';
import type { World } from '../../../../src/world.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';
import { failureOf } from '../../../support/tunnels/failure.ts';
import { stillWorld } from '../../../support/tunnels/world.ts';

/** Returns a world with only these programs in PATH; each one runs or fails when asked for its version. */
const withPrograms = (programs: Readonly<Record<string, 'runs' | 'fails'>>, env: Record<string, string> = {}): World => {
  const folder = temporaryDirectory('programs');
  for (const [name, how] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${how === 'runs' ? 'echo 1.0' : 'exit 1'}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return { ...stillWorld({ PATH: folder, ...env }), platform: 'linux', arch: 'x64' };
};

const noQuestions: ChooseOptions['ask'] = {
  possible: false,
  text: () => Promise.reject(new Error('asked')),
  pick: () => Promise.reject(new Error('asked')),
};

const choose = (world: World, more: Partial<ChooseOptions> = {}) =>
  chooseVia({ world, ask: noQuestions, sandbox: false, baseUrl: new URL('https://api.boltcall.org/v1'), keep: async () => {}, ...more });

/** Answers each question with the next choice or text, and records what was shown. */
const answering = (...answers: string[]) => {
  const shown: string[] = [];
  const ask: ChooseOptions['ask'] = {
    possible: true,
    text: async (question, options) => {
      shown.push(question);
      for (;;) {
        const answer = answers.shift() ?? '';
        const wrong = options?.check?.(answer);
        if (wrong === undefined) return answer;
        shown.push(wrong);
      }
    },
    pick: async (question, choices) => {
      shown.push(question, ...choices.map(({ name, about }) => `${name}: ${about}`));
      const answer = answers.shift();
      const picked = choices.find(({ name }) => name === answer);
      if (picked === undefined) throw new Error(`no choice ${answer}`);
      return picked.value;
    },
  };
  return { ask, shown };
};

test('the order: option, what other options imply, the service on this machine, what is set, what is installed', async () => {
  const world = withPrograms({ cloudflared: 'runs', ngrok: 'runs' }, { NGROK_AUTHTOKEN: 'x' });
  const setting = { value: 'svix', from: 'profile clinic' };
  const publicUrl = new URL('https://hooks.example.com');
  const local = new URL('http://localhost:4010/v1');
  expect(await choose(world, { option: 'ngrok', setting, sandbox: true })).toEqual({ via: 'ngrok', from: '--via', notes: [] });
  expect(await choose(world, { publicUrl, ssh: 'me@host', setting })).toMatchObject({ via: 'ssh', from: '--ssh' });
  expect(await choose(world, { publicUrl, port: 8000, setting })).toEqual({ via: 'url', from: '--public-url', notes: [], publicUrl, port: 8000 });
  expect(await choose(world, { sandbox: true, setting })).toMatchObject({ via: 'local', from: '--sandbox' });
  for (const base of [local, new URL('http://127.0.0.1:1'), new URL('http://[::1]:1')]) {
    expect(await choose(world, { baseUrl: base, setting })).toMatchObject({ via: 'local' });
  }
  expect(await choose(world, { setting })).toEqual({ via: 'svix', from: 'profile clinic', notes: [] });
  expect(await choose(world)).toEqual({ via: 'cloudflared', from: 'found on the PATH', notes: [] });
});

test('an unknown way is a usage failure that names where it was set and the known ones', async () => {
  const world = withPrograms({});
  const typed = await failureOf(choose(world, { option: 'cloudflare' }));
  expect([typed.kind, typed.message]).toEqual(['usage', '--via: unknown value cloudflare; use one of cloudflared, ngrok, ssh, svix, url, local']);
  const set = await failureOf(choose(world, { setting: { value: 'serveo', from: 'BOLTCALL_VIA' } }));
  expect(set.message).toMatch(/^BOLTCALL_VIA: .*serveo/);
});

test.each([
  [{ option: 'url' }, '--via url needs --public-url https://… and --port PORT'],
  [{ publicUrl: new URL('https://a.test') }, '--public-url needs --port PORT'],
  [{ option: 'ssh', ssh: 'me@host' }, '--via ssh needs --public-url https://…'],
  [{ option: 'ssh' }, '--via ssh needs --ssh user@host and --public-url https://…'],
  [{ option: 'svix', publicUrl: new URL('https://a.test') }, '--public-url cannot be used with --via svix'],
  [{ option: 'url', publicUrl: new URL('https://a.test'), port: 80, ssh: 'me@host' }, '--ssh cannot be used with --via url'],
  [{ option: 'local', sshRemotePort: 80 }, '--ssh-remote-port cannot be used with --via local'],
])('what a way lacks, or has no use for: %j', async (given, message) => {
  const failure = await failureOf(choose(withPrograms({}), given));
  expect([failure.kind, failure.message]).toEqual(['usage', message]);
});

test('ngrok only with an authtoken, wherever it keeps it; the note says why not cloudflared', async () => {
  const byVariable = withPrograms({ ngrok: 'runs' }, { NGROK_AUTHTOKEN: 'x' });
  expect(await choose(byVariable)).toEqual({ via: 'ngrok', from: 'found on the PATH', notes: ['cloudflared is not on the PATH'] });
  const world = withPrograms({ ngrok: 'runs', cloudflared: 'fails' });
  expect((await failureOf(choose(world))).message).toMatch(/cloudflared does not run .*; ngrok has no authtoken/);
  const folder = join(homeOf(world), '.config', 'ngrok');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ngrok.yml'), 'version: 3\nagent:\n  # authtoken: old\n');
  expect((await failureOf(choose(world))).kind).toBe('usage');
  writeFileSync(join(folder, 'ngrok.yml'), 'version: 3\nagent:\n  authtoken: 4nq9\n');
  expect(await choose(world)).toMatchObject({ via: 'ngrok', notes: [expect.stringContaining('cloudflared does not run')] });
});

test('without a terminal: a usage failure with every way and what it means; a public relay is never taken', async () => {
  const none = await failureOf(choose(withPrograms({})));
  expect([none.kind, none.exitCode]).toEqual(['usage', 2]);
  expect(none.message).toContain('cloudflared is not on the PATH; ngrok is not on the PATH');
  for (const words of [
    'releases/latest/download/cloudflared-linux-amd64',
    '--via svix',
    'a third party sees',
    '--public-url https://… --port PORT',
    '--ssh user@host',
    'sandbox start',
    'trigger',
  ]) {
    expect(none.details.hint).toContain(words);
  }
});

test('on a terminal: the relay is used only when picked, and kept only when wished', async () => {
  const kept: string[] = [];
  const keep = async (via: string): Promise<void> => void kept.push(via);
  const once = answering('the Svix relay', 'this time only');
  expect(await choose(withPrograms({}), { ask: once.ask, keep })).toMatchObject({ via: 'svix', from: 'your choice' });
  expect(once.shown.join('\n')).toContain('a third party sees numbers and transcripts');
  expect(kept).toEqual([]);
  expect(await choose(withPrograms({}), { ask: answering('the Svix relay', 'always with this profile').ask, keep })).toMatchObject({ via: 'svix' });
  expect(kept).toEqual(['svix']);
});

test('on a terminal: the address and the host are asked for until they can be used', async () => {
  const url = await choose(withPrograms({}), { ask: answering('my own URL', 'hooks', 'https://hooks.example.com/x', '0', '8000').ask });
  expect([url.via, url.publicUrl?.href, url.port]).toEqual(['url', 'https://hooks.example.com/x', 8000]);
  const ssh = await choose(withPrograms({}), { ask: answering('ssh', '-oX', 'me@host', 'https://hooks.example.com').ask });
  expect([ssh.via, ssh.ssh, ssh.publicUrl?.href]).toEqual(['ssh', 'me@host', 'https://hooks.example.com/']);
  const install = await failureOf(choose(withPrograms({}), { ask: answering('cloudflared').ask }));
  expect([install.kind, install.details.hint]).toEqual(['usage', expect.stringContaining('cloudflared-linux-amd64')]);
  const no = await failureOf(choose(withPrograms({}), { ask: answering('no tunnel').ask }));
  expect([no.kind, no.details.hint]).toEqual(['usage', expect.stringContaining('--sandbox')]);
});

test('how to install cloudflared, by system', async () => {
  const world = withPrograms({});
  expect(await installLine({ ...world, platform: 'darwin' })).toBe('`brew install cloudflared`');
  expect(await installLine({ ...world, platform: 'win32' })).toBe('`winget install --id Cloudflare.cloudflared`');
  expect(await installLine({ ...world, platform: 'freebsd' })).toBe('`sudo pkg install cloudflared`');
  expect(await installLine({ ...world, arch: 'arm64' })).toMatch(/^`sudo curl .*cloudflared-linux-arm64 .*`$/);
  expect(await installLine({ ...world, arch: 's390x' })).toBe('https://github.com/cloudflare/cloudflared/releases');
  expect(await installLine(withPrograms({ pacman: 'runs' }))).toBe('`sudo pacman -S cloudflared`');
  expect(await installLine(withPrograms({ brew: 'runs' }))).toBe('`brew install cloudflared`');
});

test.each([
  ['host', { destination: 'host' }],
  ['me@host.example.com', { destination: 'me@host.example.com' }],
  ['me@host:2222', { destination: 'me@host', port: '2222' }],
  ['ssh://me@host:2222/', { destination: 'me@host', port: '2222' }],
  ['me@[2001:db8::1]:22', { destination: 'me@2001:db8::1', port: '22' }],
])('--ssh %s', (text, target) => {
  expect(parseSsh(text)).toEqual(target);
});

test.each(['', '-v', 'me@', '@host', 'me@-host', 'host:/path', 'a b', 'host;id', 'me@host:port', 'https://host', '$(id)@host'])(
  '--ssh %j is refused',
  (text) => {
    expect(() => parseSsh(text)).toThrow('--ssh takes user@host');
  },
);

test('the port on the host: as given, that of a plain http address, else 4080', () => {
  expect(remotePort(9, new URL('http://host:8080'))).toBe(9);
  expect(remotePort(undefined, new URL('http://host:8080'))).toBe(8080);
  expect(remotePort(undefined, new URL('https://host:8443'))).toBe(4080);
  expect(remotePort(undefined, new URL('https://host'))).toBe(4080);
});
