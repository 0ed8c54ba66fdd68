import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure, systemCode, usage, whyNotRead } from '../errors.ts';
import { makeDirectory, whyNotWritten, writeWhole } from '../files.ts';
import { platformOf } from '../platform.ts';
import { homeOf } from '../profiles/directories.ts';
import type { World } from '../world.ts';
import { type Shell, scripts, shells } from './scripts.ts';

/** Returns the user's shell, from SHELL; PowerShell on Windows. Throws a usage failure if the shell is not supported. */
export const ownShell = ({ env, platform }: Pick<World, 'env' | 'platform'>): Shell => {
  const { shell: usual } = platformOf(platform);
  if (usual) return usual;
  const name = (env['SHELL'] ?? '').split('/').at(-1) ?? '';
  const found = name === 'pwsh' ? 'powershell' : shells.find((shell) => shell === name);
  if (found) return found;
  throw usage(
    name === '' ? 'SHELL is not set, so the shell is unknown' : `no completion available for ${name}`,
    `Choose one with --shell ${shells.join('|')}.`,
  );
};

const begin = '# >>> boltcall completion >>>';
const end = '# <<< boltcall completion <<<';

/** Returns where completion is installed: a file of its own (fish), or a block in the shell's startup file. */
const placeFor = (shell: Shell, world: Pick<World, 'env' | 'home' | 'platform'>): { file: string; block?: string } => {
  const { env, platform } = world;
  const home = homeOf(world);
  const config = env['XDG_CONFIG_HOME'] || join(home, '.config');
  switch (shell) {
    case 'fish':
      return { file: join(config, 'fish', 'completions', 'boltcall.fish') };
    case 'zsh':
      return { file: join(env['ZDOTDIR'] || home, '.zshrc'), block: 'command -v boltcall >/dev/null && eval "$(boltcall completion zsh)"' };
    case 'bash':
      return {
        file: platformOf(platform).bashStartup({ home, env }),
        block: 'command -v boltcall >/dev/null && eval "$(boltcall completion bash)"',
      };
    case 'powershell':
      return {
        file: platformOf(platform).powershellProfile({ home, env }),
        block: 'if (Get-Command boltcall -ErrorAction SilentlyContinue) { boltcall completion powershell | Out-String | Invoke-Expression }',
      };
  }
};

const content = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw new Failure('usage', `cannot read ${file}: ${whyNotRead(error)}`);
  }
};

const write = async (file: string, text: string): Promise<void> => {
  try {
    makeDirectory(dirname(file), 0o777);
    await writeWhole(file, text, { mode: 0o644 });
  } catch (error) {
    throw new Failure('usage', `cannot write ${file}: ${whyNotWritten(error)}`, {
      hint: 'Load it by hand: see `boltcall completion --help`.',
    });
  }
};

const withoutBlock = (text: string): string => {
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) return text;
  return text.slice(0, from).replace(/\n+$/, from === 0 ? '' : '\n') + text.slice(to + end.length).replace(/^\n/, '');
};

/** Installs completion for a shell; returns the file and whether it changed. Idempotent. */
export const install = async (shell: Shell, world: World): Promise<{ file: string; changed: boolean }> => {
  const { file, block } = placeFor(shell, world);
  const before = await content(file);
  const rest = withoutBlock(before ?? '');
  const after = block === undefined ? scripts[shell].text : `${rest}${rest === '' || rest.endsWith('\n') ? '' : '\n'}${begin}\n${block}\n${end}\n`;
  if (after === before) return { file, changed: false };
  await write(file, after);
  return { file, changed: true };
};

/** Removes completion; returns the file and whether it changed. */
export const uninstall = async (shell: Shell, world: World): Promise<{ file: string; changed: boolean }> => {
  const { file, block } = placeFor(shell, world);
  const before = await content(file);
  if (before === undefined) return { file, changed: false };
  if (block === undefined) {
    await rm(file);
    return { file, changed: true };
  }
  const after = withoutBlock(before);
  if (after !== before) await write(file, after);
  return { file, changed: after !== before };
};
