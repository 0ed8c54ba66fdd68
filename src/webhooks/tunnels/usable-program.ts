import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { platformOf } from '../../platform.ts';
import { homeOf } from '../../profiles/directories.ts';
import { childEnvironment } from '../../programs/environment.ts';
import { findProgram } from '../../programs/find.ts';
import type { World } from '../../world.ts';

/** Whether a tunnel program can be used here: its path, or why not, as a clause that begins with its name. */
export type Usable = { readonly path: string } | { readonly why: string };

/** Limit for a program to print its version, in ms. */
const versionLimit = 5_000;

const runs = async (world: World, path: string): Promise<boolean> => {
  const { ask } = await import('../../programs/ask.ts');
  return (await ask([path, '--version'], { timeout: versionLimit, env: childEnvironment(world.env) })).ok;
};

export const usableCloudflared = async (world: World): Promise<Usable> => {
  const path = await findProgram(world, 'cloudflared');
  if (path === undefined) return { why: 'cloudflared is not on the PATH' };
  return (await runs(world, path)) ? { path } : { why: `cloudflared does not run (${path} --version fails)` };
};

export const usableNgrok = async (world: World): Promise<Usable> => {
  const path = await findProgram(world, 'ngrok');
  if (path === undefined) return { why: 'ngrok is not on the PATH' };
  if (!(await runs(world, path))) return { why: `ngrok does not run (${path} --version fails)` };
  return (await hasToken(world)) ? { path } : { why: 'ngrok has no authtoken (ngrok config add-authtoken TOKEN)' };
};

/** Returns the paths of ngrok's configuration files for its versions 2 and 3 and its snap. */
const configurations = (world: World): string[] => {
  const { env, platform } = world;
  const home = homeOf(world);
  const own = join('ngrok', 'ngrok.yml');
  const old = join(home, '.ngrok2', 'ngrok.yml');
  return [join(platformOf(platform).settings({ home, env }), own), join(home, 'snap', 'ngrok', 'current', '.config', own), old];
};

const hasToken = async (world: World): Promise<boolean> => {
  if (world.env['NGROK_AUTHTOKEN']) return true;
  for (const file of configurations(world)) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (/^\s*authtoken:\s*["']?[^\s"'#]/m.test(text)) return true;
  }
  return false;
};
