import { describe, expect, test } from 'vitest';
import { ownShell } from '../../src/completion/install.ts';
import { checkPlace } from '../../src/doctor/machine.ts';
import { platformOf } from '../../src/platform.ts';
import { placesOf } from '../../src/profiles/directories.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** Normalizes the slashes in paths, so that the test also passes on Windows. */
const plain = (path: string): string => path.replaceAll('\\', '/');
const home = '/home/mia';
const none = { home, env: {} };

describe.each([
  ['linux', { config: '.config/boltcall', settings: '.config', bash: '.bashrc', shell: '.config/powershell', editor: 'vi' }],
  ['freebsd', { config: '.config/boltcall', settings: '.config', bash: '.bashrc', shell: '.config/powershell', editor: 'vi' }],
  [
    'darwin',
    {
      config: 'Library/Preferences/boltcall',
      settings: 'Library/Application Support',
      bash: '.bash_profile',
      shell: '.config/powershell',
      editor: 'vi',
    },
  ],
  ['win32', { config: 'AppData/Roaming/boltcall', settings: 'AppData/Local', bash: '.bashrc', shell: 'Documents/PowerShell', editor: 'notepad' }],
])('%s', (name, expected) => {
  const platform = platformOf(name);

  test('directories, start-up files and editor', () => {
    const under = (path: string): string => plain(path).replace(`${home}/`, '');
    expect({
      config: under(platform.directories(none).config),
      settings: under(platform.settings(none)),
      bash: under(platform.bashStartup(none)),
      shell: under(platform.powershellProfile(none)).replace('/Microsoft.PowerShell_profile.ps1', ''),
      editor: platform.editor,
    }).toEqual(expected);
  });

  test('the program keeps its files there, unless XDG or our variables say otherwise', () => {
    expect(plain(placesOf({ ...none, platform: name }).config)).toBe(`${home}/${expected.config}`);
    expect(plain(placesOf({ home, env: { BOLTCALL_CONFIG_DIR: '/own' }, platform: name }).config)).toBe('/own');
  });
});

test('Windows: roaming and local folders are those of the environment', () => {
  const { config, state, cache } = platformOf('win32').directories({ home, env: { APPDATA: '/roaming', LOCALAPPDATA: '/local' } });
  expect([config, state, cache].map(plain)).toEqual(['/roaming/boltcall', '/local/boltcall/State', '/local/boltcall/Cache']);
});

test('what is started without a shell is a program on Windows, never a script', () => {
  expect(platformOf('win32').programFiles('op')).toEqual(['op.exe']);
  expect(platformOf('win32').programFiles('op.exe')).toEqual(['op.exe']);
  expect(platformOf('linux').programFiles('op')).toEqual(['op']);
});

test('variables are set as the usual shell sets them', () => {
  expect(platformOf('win32').setVariable('A', 'b')).toBe('$env:A = "b"');
  expect(platformOf('darwin').setVariable('A', 'b')).toBe('export A=b');
});

test('PowerShell is the shell of Windows; elsewhere SHELL says', () => {
  expect(ownShell({ env: {}, platform: 'win32' })).toBe('powershell');
  expect(ownShell({ env: { SHELL: '/bin/zsh' }, platform: 'darwin' })).toBe('zsh');
});

test('modes are looked at where files have them', async () => {
  const folder = temporaryDirectory('modes');
  expect((await checkPlace('state', folder, 0o700, 'win32')).message).toBe(folder);
  expect((await checkPlace('state', folder, 0o700, 'linux')).message).toContain(`${folder} (`);
});
