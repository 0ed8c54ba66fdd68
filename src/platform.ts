import { extname, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a user's things are. */
interface Home {
  readonly home: string;
  readonly env: Environment;
}

/** What differs between systems. Whoever needs it takes the platform from World, so that a test can hand in another. */
export interface Platform {
  /** Whether files have modes that keep other users out. */
  readonly fileModes: boolean;
  /** The editor where the user names none. */
  readonly editor: string;
  /** The shell where the environment names none. */
  readonly shell?: 'powershell';
  /** The directories of this program, where no variable says otherwise. */
  directories(home: Home): { readonly config: string; readonly state: string; readonly cache: string };
  /** Where programs keep their settings. */
  settings(home: Home): string;
  /** The file that bash reads when it starts in a terminal. */
  bashStartup(home: Home): string;
  /** The file that PowerShell reads when it starts. */
  powershellProfile(home: Home): string;
  /** The line by which the usual shell sets a variable for its programs. */
  setVariable(name: string, value: string): string;
  /** What a program of this name can be called as a file that is started without a shell. */
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
  // Terminal starts login shells.
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
  // Scripts (.cmd) are started by a shell alone.
  programFiles: (name) => [extname(name) === '' ? `${name}.exe` : name],
};

/** What holds on a platform, as Node calls it; one that is not known is like Linux. */
export const platformOf = (name: string): Platform => (name === 'win32' ? windows : name === 'darwin' ? macos : unix);
