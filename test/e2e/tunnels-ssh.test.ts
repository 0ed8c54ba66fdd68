import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import getPort from 'get-port';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { later } from '../support/temporary.ts';
import { failureOf } from '../support/tunnels/failure.ts';
import { opened, path, startReceiver } from '../support/tunnels/opened.ts';
import { send } from '../support/tunnels/send.ts';
import { startSshd, withoutSshd } from '../support/tunnels/sshd.ts';
import { startWire } from '../support/tunnels/wire.ts';
import { stillWorld } from '../support/tunnels/world.ts';

/** The delays between two starts of the program, in ms. */
const pauses = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000];

/** Returns the ids of the ssh processes that forward this port on the host. */
const clients = (remote: number): number[] =>
  execFileSync('ps', ['-e', '-ww', '-o', 'pid=,args='])
    .toString()
    .split('\n')
    .filter((line) => /^\s*\d+ \S*\/ssh /.test(line) && line.includes(`-R 127.0.0.1:${remote}:`))
    .map((line) => Number.parseInt(line, 10));

describe.skipIf(withoutSshd !== undefined)(`ssh, with a real sshd${withoutSshd === undefined ? '' : ` (${withoutSshd})`}`, () => {
  const prepare = async (more: Parameters<typeof startSshd>[0] = {}) => {
    const sshd = await startSshd(more);
    const world = stillWorld({ PATH: `${sshd.folder}:${process.env['PATH']}` });
    const sshRemotePort = await getPort();
    // The port on the host stands in for the web server there, which forwards requests for the public URL to it.
    const options = { ssh: 'relay-host', sshRemotePort, publicUrl: new URL('https://hooks.example.com/in?x=1') };
    const front = new URL(`http://127.0.0.1:${sshRemotePort}${path}`);
    return { sshd, world, options, front, sshRemotePort };
  };

  test('what comes to the port on the host reaches the receiver, byte for byte', async () => {
    const { world, options, front, sshRemotePort } = await prepare();
    const receiver = await startReceiver();
    const { tunnel, states } = await opened('ssh', world, { ...receiver, ...options });
    expect(tunnel.address().href).toBe(`https://hooks.example.com/in${path}?x=1`);
    const body = randomBytes(300_000);
    const answer = await send(front, body);
    expect([answer.status, answer.body.equals(body)]).toEqual([200, true]);
    expect(receiver.got[0]?.path).toBe(path);
    expect(states.map(({ type }) => type)).toEqual(['connecting', 'ready']);
    expect(clients(sshRemotePort)).toHaveLength(1);
    await tunnel.close();
    expect(clients(sshRemotePort)).toEqual([]);
    await expect(send(front, 'nobody')).rejects.toThrow();
  });

  test('a killed ssh is started again', async () => {
    const { world, options, front, sshRemotePort } = await prepare();
    const { state } = await opened('ssh', world, options);
    process.kill(clients(sshRemotePort)[0] ?? 0, 'SIGKILL');
    await state('reconnecting');
    await world.during(state('ready', 1), ...pauses);
    expect((await send(front, 'again')).status).toBe(200);
  });

  test('a host that goes away and comes back', async () => {
    const { sshd, world, options, front } = await prepare();
    const { state } = await opened('ssh', world, options);
    await sshd.stop();
    await state('reconnecting');
    expect((await world.during(state('reconnecting', 1), ...pauses)).reason).toMatch(/refused/i);
    await sshd.start();
    await world.during(state('ready', 1), ...pauses);
    expect((await send(front, 'again')).status).toBe(200);
  });

  test('fails with the cause: port in use, forwarding forbidden, key refused, host not known, nobody there', async () => {
    const { sshd, world, options, sshRemotePort } = await prepare();
    const holder = createServer().listen(sshRemotePort, '127.0.0.1');
    later(() => holder.close());
    await eventually('the port to be taken', () => holder.listening);
    const inUse = await failureOf(opened('ssh', world, options));
    expect([inUse.kind, inUse.message]).toEqual(['network', expect.stringContaining(`refused to forward port ${sshRemotePort}`)]);
    expect(inUse.details.hint).toContain('--ssh-remote-port');

    const forbidden = await prepare({ config: ['AllowTcpForwarding no'] });
    expect((await failureOf(opened('ssh', forbidden.world, forbidden.options))).message).toContain('forwarding is not allowed');

    const stranger = await prepare({ stranger: true });
    const unknown = await failureOf(opened('ssh', stranger.world, stranger.options));
    expect([unknown.message, unknown.details.hint]).toEqual([expect.stringContaining('is unknown or has changed'), 'Run `ssh relay-host` once']);

    sshd.forgetUser();
    const refused = await failureOf(opened('ssh', world, options));
    expect(refused.message).toContain('permission denied');

    await sshd.stop();
    expect((await failureOf(opened('ssh', world, options))).message).toMatch(/connection refused/i);
    expect(clients(sshRemotePort)).toEqual([]);
  });

  test('what is missing or wrong in the options is a usage failure, before anything is started', async () => {
    const world = stillWorld();
    const publicUrl = new URL('https://hooks.example.com');
    for (const [options, words] of [
      [{ publicUrl }, '--ssh user@host'],
      [{ ssh: 'me@host' }, '--public-url'],
      [{ ssh: '-oProxyCommand=touch x', publicUrl }, '--ssh takes user@host'],
      [{ ssh: 'me@host:/path', publicUrl }, '--ssh takes user@host'],
      [{ ssh: 'me@host', publicUrl: new URL('ftp://host') }, 'https://'],
      [{ ssh: 'me@host', publicUrl: new URL('https://u:p@host') }, 'password'],
    ] as const) {
      const wrong = await failureOf(opened('ssh', world, options));
      expect([wrong.kind, wrong.message]).toEqual(['usage', expect.stringContaining(words)]);
    }
  });

  test('a frozen link is noticed by silence', async () => {
    // Shorter than our 30 s, so that the test does not have to wait: ssh uses the first of two values.
    const { sshd, world, options, front, sshRemotePort } = await prepare({ client: ['-o ServerAliveInterval=1', '-o ServerAliveCountMax=1'] });
    const wire = await startWire(sshd.port);
    const { state } = await opened('ssh', world, { ...options, ssh: `ssh://relay-host:${wire.port}` });
    expect((await send(front, 'through')).status).toBe(200);
    expect(execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(clients(sshRemotePort)[0])]).toString()).toMatch(
      /ServerAliveInterval=10 .*ServerAliveCountMax=3/,
    );
    wire.freeze();
    expect((await state('reconnecting')).reason).toMatch(/not responding/);
  });
});
