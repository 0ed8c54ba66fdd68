import { findProgram } from '../../../programs/find.ts';
import type { World } from '../../../world.ts';

const releases = 'https://github.com/cloudflare/cloudflared/releases';
const builds: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', arm: 'arm', ia32: '386' };

/** Returns how to install cloudflared on this system: one shell command in backticks, or the URL of its download page. */
export const installLine = async (world: World): Promise<string> => {
  if (world.platform === 'win32') return '`winget install --id Cloudflare.cloudflared`';
  if (world.platform === 'freebsd') return '`sudo pkg install cloudflared`';
  if ((await findProgram(world, 'brew')) !== undefined || world.platform === 'darwin') return '`brew install cloudflared`';
  if ((await findProgram(world, 'pacman')) !== undefined) return '`sudo pacman -S cloudflared`';
  const build = builds[world.arch];
  if (world.platform !== 'linux' || build === undefined) return releases;
  const file = '/usr/local/bin/cloudflared';
  return `\`sudo curl -fLo ${file} ${releases}/latest/download/cloudflared-linux-${build} && sudo chmod +x ${file}\``;
};
