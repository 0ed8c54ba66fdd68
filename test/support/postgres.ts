import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { eventually } from './eventually.ts';
import { later, temporaryDirectory } from './temporary.ts';

/** Returns the directory of the PostgreSQL programs: on the PATH, or where Debian installs them. */
const programs = (): string | undefined => {
  if (spawnSync('initdb', ['--version']).status === 0) return '';
  const root = '/usr/lib/postgresql';
  const newest = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a))[0] : undefined;
  return newest === undefined || !existsSync(join(root, newest, 'bin', 'initdb')) ? undefined : join(root, newest, 'bin');
};

export const postgresPrograms = programs();

export interface Cluster {
  /** `postgres:///postgres?host=…&user=…`. */
  readonly url: string;
  /** The directory of its socket. */
  readonly socket: string;
  query(text: string): Promise<Record<string, unknown>[]>;
  /** Stops it immediately and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Returns the user to run it as: PostgreSQL refuses to run as root. */
const user = (): { readonly uid: number; readonly gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout.trim());
  return { uid: id('-u'), gid: id('-g') };
};

/** Starts a separate PostgreSQL cluster, on a socket in a temporary directory. It is stopped with the test or its file. */
export const startPostgres = async (): Promise<Cluster> => {
  const bin = postgresPrograms ?? '';
  const directory = temporaryDirectory('pg', '/tmp');
  const [data, socket] = [join(directory, 'data'), join(directory, 'socket')];
  const as = user();
  for (const path of [directory, data, socket]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, path === data ? 0o700 : 0o755);
    if (as) chownSync(path, as.uid, as.gid);
  }
  const options = { ...as, cwd: directory, env: { PATH: process.env['PATH'], LC_ALL: 'C', HOME: directory } };
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'boltcall', '-A', 'trust', '--no-sync', '--locale=C', '-E', 'UTF8'], options);
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const url = `postgres://boltcall@/postgres?host=${socket}`;
  let child: ReturnType<typeof spawn> | undefined;
  const query = async (text: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ host: socket, user: 'boltcall', database: 'postgres' });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  const begin = async (): Promise<void> => {
    child = spawn(join(bin, 'postgres'), ['-D', data, '-k', socket, '-c', 'listen_addresses=', '-c', 'max_connections=50'], {
      ...options,
      stdio: 'ignore',
    });
    await eventually('the database to answer', async () => {
      try {
        await query('select 1');
        return true;
      } catch {
        return false;
      }
    });
  };
  const stop = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGQUIT');
    await ended;
  };
  later(stop);
  await begin();
  return {
    url,
    socket,
    query,
    stop,
    restart: async () => {
      await stop();
      await begin();
    },
  };
};

export interface DatabaseProxy {
  readonly url: string;
  /** From now on, drops the response to the next query that contains `word`, and closes its connection. */
  dropAnswerTo(word: string): void;
  /** Returns the number of dropped responses. */
  dropped(): number;
}

/** Starts a TCP proxy to a cluster that can drop a response after the database has committed. */
export const startDatabaseProxy = async ({ socket }: Cluster): Promise<DatabaseProxy> => {
  let word: string | undefined;
  let dropped = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(join(socket, '.s.PGSQL.5432'));
    let losing = false;
    for (const one of [client, database]) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        client.destroy();
        database.destroy();
      });
    }
    client.on('data', (chunk) => {
      if (word !== undefined && chunk.includes(word)) {
        losing = true;
        word = undefined;
      }
      database.write(chunk);
    });
    database.on('data', (chunk) => {
      // `Z` means ready for the next query, so this one is committed.
      if (!losing) return void client.write(chunk);
      if (!chunk.includes(Buffer.from([0x5a, 0, 0, 0, 5]))) return;
      dropped += 1;
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  later(() => {
    for (const one of sockets) one.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://boltcall:s3cret-word@127.0.0.1:${port}/postgres`,
    dropAnswerTo: (wanted) => {
      word = wanted;
    },
    dropped: () => dropped,
  };
};
