import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import getPort from 'get-port';
import { eventually } from './eventually.ts';
import { later, temporaryDirectory } from './temporary.ts';

/** Returns whether tinyproxy, a real proxy from the distribution, is installed. */
export const hasTinyproxy = (): boolean => {
  try {
    return execFileSync('tinyproxy', ['-v']).length > 0;
  } catch {
    return false;
  }
};

export interface TestProxy {
  readonly port: number;
  /** `127.0.0.1:PORT` */
  readonly place: string;
  /** Returns the requests it received: `CONNECT api.example.com:443`, `GET http://…`. */
  asked(): string[];
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** Starts tinyproxy on a free port with extra lines of configuration. It is stopped after the test. */
export const startTinyproxy = async (...lines: string[]): Promise<TestProxy> => {
  const directory = temporaryDirectory('proxy');
  const port = await getPort();
  const log = join(directory, 'log');
  const file = join(directory, 'tinyproxy.conf');
  writeFileSync(file, [`Port ${port}`, 'Listen 127.0.0.1', 'Timeout 60', `LogFile "${log}"`, 'LogLevel Connect', ...lines, ''].join('\n'));
  const child = spawn('tinyproxy', ['-d', '-c', file], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  later(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await eventually(`tinyproxy answers on ${port}`, () => answers(port));
  const asked = (): string[] => {
    const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
    return [...text.matchAll(/Request \(file descriptor \d+\): (\w+ \S+) HTTP/g)].map((match) => match[1] ?? '');
  };
  return { port, place: `127.0.0.1:${port}`, asked };
};
