import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { apart, namespaces, needs } from '../support/needs.ts';
import { type Cluster, postgresPrograms, startPostgres } from '../support/postgres.ts';
import { boltcall, cleanEnvironment, makeHome, program } from '../support/program.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { later } from '../support/temporary.ts';

const rounds = 20;
const patience = 600_000;
const env = { BOLTCALL_API_KEY: 'sk_live_12345678' };

/** A machine that takes part: its own home, and how it names the file. */
interface Side {
  readonly home: string;
  readonly path: string;
  /** In UTS and PID namespaces of its own, under this name. */
  readonly host?: string;
  readonly more?: readonly string[];
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, at) => `+1415555${String(1000 + at)}`);
const file = (path: string, people: readonly string[]): void => writeFileSync(path, `to\n${people.join('\n')}\n`);

const taking = (): Promise<TestServer> => startServer((_request, number) => ({ status: 201, body: { id: `m${number}` }, delay: 40 }));

const argsOf = (side: Side, server: TestServer): string[] => [
  ...['messages', 'broadcast', side.path, '--body', 'Hello', '--yes', '--json', '--base-url', server.url],
  ...(side.more ?? []),
];

const running = new Set<ChildProcess>();
/** Runs a side until it ends, or `enough` says so, when it is killed with -9. Returns its exit code, undefined where it was killed. */
const killedWhen = (side: Side, args: readonly string[], enough: () => boolean = () => false): Promise<number | undefined> =>
  new Promise((resolve) => {
    const words = [process.execPath, program, ...args];
    const [command = '', ...rest] = side.host === undefined ? words : apart(`hostname ${side.host}`, words);
    const child = spawn(command, rest, { cwd: side.home, env: cleanEnvironment(side.home, env), stdio: 'ignore' });
    running.add(child);
    const timer = setInterval(() => {
      if (enough()) child.kill('SIGKILL');
    }, 2);
    child.once('exit', (code) => {
      clearInterval(timer);
      running.delete(child);
      resolve(code ?? undefined);
    });
  });

/** How often each number was written to. */
const counted = (server: TestServer): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const request of server.requests) {
    const { to } = request.json() as { to: string };
    counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return counts;
};

/**
 * Kills both sides again and again, each time after a share of the requests, so that the kills are spread over the whole work however fast the
 * machine is; then lets each finish. `between` is called before each round. Returns how many runs were killed.
 */
const attack = async (server: TestServer, sides: readonly Side[], rows: number, between: (round: number) => void = () => {}): Promise<number> => {
  later(() => {
    for (const child of running) child.kill('SIGKILL');
  });
  let kills = 0;
  for (let round = 0; round < rounds; round += 1) {
    between(round);
    const goal = ((round + 1) * rows) / (rounds + 5);
    const codes = await Promise.all(
      sides.map((side) => killedWhen(side, [...argsOf(side, server), ...(round === 0 ? [] : ['--resume'])], () => server.requests.length >= goal)),
    );
    kills += codes.filter((code) => code === undefined).length;
  }
  await Promise.all(sides.map((side) => killedWhen(side, argsOf(side, server))));
  return kills;
};

/** Nobody was written to twice, and whoever was not is among the rows of unknown outcome. */
const expectOnce = (server: TestServer, sides: readonly Side[], people: readonly string[]): void => {
  const counts = counted(server);
  expect([...counts].filter(([, count]) => count > 1)).toEqual([]);
  const unknown = new Set(
    sides.flatMap(({ path }) => (existsSync(`${path}.unknown.csv`) ? readFileSync(`${path}.unknown.csv`, 'utf8').split(/[\n,]/) : [])),
  );
  expect(people.filter((number) => !counts.has(number) && !unknown.has(number))).toEqual([]);
  // Most of them got it: the work went on.
  expect(counts.size).toBeGreaterThan(people.length / 2);
};

describe('nobody is contacted twice, though both sides are killed again and again', () => {
  test('from two hosts on one folder, one of them through a symlink', { timeout: patience }, async (context) => {
    needs(context, namespaces !== undefined, 'unshare and the right to use it');
    const [one, two] = [makeHome(), makeHome()];
    const folder = join(one, 'list');
    mkdirSync(folder);
    symlinkSync(folder, join(two, 'link'));
    const people = numbers(400);
    file(join(folder, 'rows.csv'), people);
    const sides: Side[] = [
      { home: one, path: join(folder, 'rows.csv'), host: 'host-one' },
      { home: two, path: join(two, 'link', 'rows.csv'), host: 'host-two' },
    ];
    const server = await taking();
    expect(await attack(server, sides, people.length)).toBeGreaterThan(rounds / 2);
    expectOnce(server, sides, people);
  });

  test('with a file that is sorted anew, renamed and extended between the runs', { timeout: patience }, async () => {
    const home = makeHome();
    const people = numbers(400);
    const paths = [join(home, 'a.csv'), join(home, 'b.csv')];
    const sides: Side[] = paths.map((path) => ({ home, path }));
    const server = await taking();
    await attack(server, sides, people.length, (round) => {
      const some = people.slice(0, 200 + round * 10);
      file(paths[0] ?? '', some);
      file(
        paths[1] ?? '',
        [...some].reverse().map((number) => `${number.slice(0, 2)} (${number.slice(2, 5)}) ${number.slice(5)}`),
      );
    });
    expectOnce(server, sides, people.slice(0, 390));
  });

  test('until it is done: `until boltcall … --resume`', { timeout: patience }, async () => {
    const home = makeHome();
    const path = join(home, 'rows.csv');
    const people = numbers(60);
    file(path, people);
    const server = await startServer((_request, number) =>
      number % 20 === 19 ? { status: 401, body: {} } : { status: 201, body: { id: `m${number}` } },
    );
    const side: Side = { home, path };
    let code = (await boltcall(argsOf(side, server), { home, env })).exitCode;
    let runs = 1;
    for (; code !== 0 && runs < 20; runs += 1) code = (await boltcall([...argsOf(side, server), '--resume'], { home, env })).exitCode;
    expect([code, runs < 20]).toEqual([0, true]);
    const taken = server.requests.flatMap((request, number) => (number % 20 === 19 ? [] : [(request.json() as { to: string }).to]));
    expect(taken.sort()).toEqual([...people].sort());
  });
});

describe('nobody is contacted twice with a ledger in Postgres', () => {
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    if (postgresPrograms !== undefined) cluster = await startPostgres();
  });

  test('from two hosts with files of their own, killed again and again', { timeout: patience }, async (context) => {
    needs(context, cluster !== undefined, 'PostgreSQL (initdb)');
    needs(context, namespaces !== undefined, 'unshare and the right to use it');
    const more = ['--ledger', cluster?.url ?? ''];
    const made = await boltcall(['ledger', 'init', ...more], { env });
    expect([made.exitCode, made.stderr]).toEqual([0, '']);
    const people = numbers(400);
    const sides: Side[] = ['host-one', 'host-two'].map((host) => {
      const home = makeHome();
      file(join(home, 'rows.csv'), people);
      return { home, path: join(home, 'rows.csv'), host, more };
    });
    const server = await taking();
    expect(await attack(server, sides, people.length)).toBeGreaterThan(rounds / 2);
    expectOnce(server, sides, people);
  });
});
