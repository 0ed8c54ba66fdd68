import { extname, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The locations of a user's files. */
interface Home {
  readonly home: string;
  readonly env: Environment;
}

/** Differences between systems. Code takes the platform from World, so that tests can substitute another. */
export interface Platform {
  /** Whether file modes can keep other users out. */
  readonly fileModes: boolean;
  /** The default editor. */
  readonly editor: string;
  /** The shell, if the environment names none. */
  readonly shell?: 'powershell';
  /** Returns this program's default directories, if no variable overrides them. */
  directories(home: Home): { readonly config: string; readonly state: string; readonly cache: string };
  /** Returns the directory where programs keep their settings. */
  settings(home: Home): string;
  /** Returns the file that bash reads when it starts in a terminal. */
  bashStartup(home: Home): string;
  /** Returns the file that PowerShell reads when it starts. */
  powershellProfile(home: Home): string;
  /** Returns the line that sets an environment variable in the default shell. */
  setVariable(name: string, value: string): string;
  /** Returns the possible file names of a program that can be started without a shell. */
  programFiles(name: string): readonly string[];
}

const powershellFile = 'Microsoft.PowerShell_profile.ps1';

const unix: Platform = {
  fileModes: true,
  editor: 'vi',
  directories: ({ home }) => ({
    config: join(home, '.config', 'boltcall'),
    state: join(home, '.local', 'state', 'boltcall'),
    cache: join(home, '.cache', 'boltcall'),
  }),
  settings: ({ home, env }) => env['XDG_CONFIG_HOME'] || join(home, '.config'),
  bashStartup: ({ home }) => join(home, '.bashrc'),
  powershellProfile: ({ home, env }) => join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'powershell', powershellFile),
  setVariable: (name, value) => `export ${name}=${value}`,
  programFiles: (name) => [name],
};

const macos: Platform = {
  ...unix,
  directories: ({ home }) => {
    const library = join(home, 'Library');
    return {
      config: join(library, 'Preferences', 'boltcall'),
      state: join(library, 'Application Support', 'boltcall'),
      cache: join(library, 'Caches', 'boltcall'),
    };
  },
  settings: ({ home }) => join(home, 'Library', 'Application Support'),
  // Terminal.app starts login shells.
  bashStartup: ({ home }) => join(home, '.bash_profile'),
};

const local = ({ home, env }: Home): string => env['LOCALAPPDATA'] || join(home, 'AppData', 'Local');

const windows: Platform = {
  ...unix,
  fileModes: false,
  editor: 'notepad',
  shell: 'powershell',
  directories: (from) => ({
    config: join(from.env['APPDATA'] || join(from.home, 'AppData', 'Roaming'), 'boltcall'),
    state: join(local(from), 'boltcall', 'State'),
    cache: join(local(from), 'boltcall', 'Cache'),
  }),
  settings: local,
  powershellProfile: ({ home }) => join(home, 'Documents', 'PowerShell', powershellFile),
  setVariable: (name, value) => `$env:${name} = "${value}"`,
  // Scripts (.cmd) can only be started by a shell.
  programFiles: (name) => [extname(name) === '' ? `${name}.exe` : name],
};

/** Returns the platform for Node's name of it; unknown platforms are treated like Linux. */
export const platformOf = (name: string): Platform => (name === 'win32' ? windows : name === 'darwin' ? macos : unix);
