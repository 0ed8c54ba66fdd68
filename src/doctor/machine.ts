import { stat } from 'node:fs/promises';
import { systemCode, whyNotRead } from '../errors.ts';
import { platformOf } from '../platform.ts';
import type { Setting } from '../profiles/settings.ts';
import { hostOf, isLoopback } from '../transport/addresses.ts';
import type { World } from '../world.ts';
import { type Check, failed, ok, skipped, warning } from './check.ts';

/** The oldest supported Node version. */
const oldest = [20, 19] as const;

/** Checks Node's version (`20.19.4`, without `v`). */
export const checkNode = (version: string): Check => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fine = major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  return fine ? ok('node', `Node ${version}`) : failed('node', `Node ${version} is too old`, `Install Node ${oldest.join('.')} or newer.`);
};

/** Reports the zone of typed dates and displayed times, and its source: `default` is the machine's own, `TZ` one that does not name a zone. */
export const checkZone = ({ value, from }: Setting<string>): Check =>
  from === 'TZ'
    ? warning('time zone', `${value}, since TZ names no time zone`, 'Set TZ like Europe/Madrid, or unset it.')
    : ok('time zone', `${value} (${from === 'default' ? 'the machine' : from})`);

/** Checks the mode of a file or directory that only its owner may read; `mode` is as `stat` returns it. */
export const checkMode = (name: string, path: string, mode: number, wanted: number): Check => {
  const bits = mode & 0o777;
  const octal = (value: number): string => `0${value.toString(8)}`;
  // Stricter modes than ours are fine.
  if ((bits & 0o077) === 0) return ok(name, `${path} (${octal(bits)})`);
  const write = (bits & 0o022) !== 0;
  return failed(name, `${path} can be ${write ? 'changed' : 'read'} by others (${octal(bits)})`, `chmod ${wanted.toString(8)} '${path}'`);
};

/** Checks a place with keys or secrets. It is fine if it does not exist yet. */
export const checkPlace = async (name: string, path: string, wanted: number, platform: World['platform']): Promise<Check> => {
  try {
    const { mode } = await stat(path);
    return platformOf(platform).fileModes ? checkMode(name, path, mode, wanted) : ok(name, path);
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? ok(name, `${path} (not created yet)`) : failed(name, `cannot read ${path}: ${whyNotRead(error)}`);
  }
};

/** Checks for the tunnel programs that bring deliveries to this machine. None is needed if the service is on this machine. */
export const checkTunnels = async (world: World, baseUrl: URL): Promise<Check[]> => {
  if (isLoopback(hostOf(baseUrl))) return [skipped('tunnels', 'not needed: the API is on this machine')];
  const [{ usableCloudflared, usableNgrok }, { findProgram }, { installLine }] = await Promise.all([
    import('../webhooks/tunnels/usable-program.ts'),
    import('../programs/find.ts'),
    import('../webhooks/tunnels/cloudflared/install.ts'),
  ]);
  const [cloudflared, ngrok, ssh] = await Promise.all([usableCloudflared(world), usableNgrok(world), findProgram(world, 'ssh')]);
  const found = [
    ...('path' in cloudflared ? [`cloudflared (${cloudflared.path})`] : []),
    ...('path' in ngrok ? [`ngrok (${ngrok.path})`] : []),
    ...(ssh === undefined ? [] : [`ssh (${ssh})`]),
  ];
  const missing = ['why' in cloudflared ? cloudflared.why : '', 'why' in ngrok ? ngrok.why : ''].filter(Boolean).join('; ');
  // ssh alone only helps users who have a host with a public address.
  if ('path' in cloudflared || 'path' in ngrok) return [ok('tunnels', found.join(', '))];
  return [
    warning(
      'tunnels',
      `${missing}${ssh === undefined ? '' : `; ssh is installed (${ssh})`}`,
      `\`listen\` needs a tunnel: ${await installLine(world)}`,
    ),
  ];
};
