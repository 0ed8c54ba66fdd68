import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { boltcall, cleanEnvironment, makeHome, program } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';
import { startServer } from '../support/server.ts';
import { shell, tmux } from '../support/terminal.ts';

const has = (name: string): boolean => spawnSync('which', [name]).status === 0;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Creates a home with `boltcall` on the PATH. */
const ready = (): { home: string; env: Record<string, string> } => {
  const home = makeHome();
  symlinkSync(program, join(home, 'boltcall'));
  const env = cleanEnvironment(home);
  return { home, env: { ...env, PATH: `${home}:${dirname(process.execPath)}:${env['PATH']}` } };
};

/** Fills the cache with agent ids by listing agents. */
const withAgents = async (home: string): Promise<void> => {
  const sandbox = await sandboxHere();
  const done = await boltcall(['agents', 'list', '--profile', 'clinic:north side'], { home, env: { ...sandbox.env } });
  expect(done.exitCode).toBe(2);
  await boltcall(['login', '--with-key', '--no-verify', '--profile', 'clinic:north side', '--base-url', sandbox.address], {
    home,
    input: sandbox.key,
  });
  expect((await boltcall(['agents', 'list', '-o', 'id'], { home })).exitCode).toBe(0);
};

/** Returns what bash would put into COMPREPLY for a line with the cursor at its end. */
const bash = async (line: string, env: Record<string, string>, before = ''): Promise<string[]> => {
  const script = `set -u; ${before} eval "$(boltcall completion bash)"
COMP_LINE=$1; COMP_POINT=\${#1}; COMP_TYPE=9; COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
read -r -a COMP_WORDS <<< "$1"; [[ "$1" == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
_boltcall; for one in \${COMPREPLY[@]+"\${COMPREPLY[@]}"}; do echo "$one"; done`;
  const done = await execa('bash', ['--norc', '-c', script, 'bash', line], { env, extendEnv: false });
  expect(done.stderr).toBe('');
  return done.stdout.split('\n').filter(Boolean);
};

describe('bash', () => {
  it('completes commands, options, choices, ids with names and profile names; loads under set -u', async () => {
    const { home, env } = ready();
    await withAgents(home);
    expect(await bash('boltcall agents l', env)).toEqual(['list']);
    expect(await bash('boltcall calls list --dir', env)).toEqual(['--direction']);
    expect(await bash('boltcall calls list --direction ', env)).toEqual(['inbound', 'outbound']);
    expect(await bash('boltcall calls list --direction=in', env)).toEqual(['inbound']);
    expect(await bash('boltcall agents get agent_d', env)).toEqual(['agent_def456']);
    expect(await bash('boltcall agents get agent_', env)).toContain('agent_def456  (After hours)');
    expect(await bash('boltcall -p ', env)).toEqual(['clinic:north\\ side']);
    expect(await bash('boltcall -o js', env)).toEqual(['json', 'jsonl']);
    expect(await bash('boltcall webhooks log list --event call.missed,call.', env)).toEqual([
      'call.missed,call.started  (a call started ringing)',
      'call.missed,call.completed  (a call ended; includes summary and transcript)',
    ]);
    // Too long for bash: cut at a word.
    expect(await bash('boltcall trigger lead.', env)).toContain('lead.created  (a new person called, wrote or filled in a form)');
  });

  it('offers the ids of the workspace that the command would ask, and of no other', async () => {
    const { home, env } = ready();
    const service = async (id: string) => {
      const page = { data: [{ id, name: `Name of ${id}` }], meta: { page: 1, limit: 20, total: 1 } };
      return (await startServer({ body: page })).url;
    };
    const [here, there] = [await service('agent_here'), await service('agent_there')];
    const seen = async (line: string, more: Record<string, string>): Promise<string[]> => bash(`boltcall agents get ${line}`, { ...env, ...more });
    const [key, other] = ['sk_test_0123456789abcdef', 'sk_test_fedcba9876543210'];
    const at = (url: string, apiKey: string) => ({ BOLTCALL_BASE_URL: url, BOLTCALL_API_KEY: apiKey });
    await boltcall(['agents', 'list'], { home, env: at(here, key) });
    await boltcall(['agents', 'list'], { home, env: at(there, key) });
    await boltcall(['login', '--with-key', '--no-verify', '-p', 'shop', '--base-url', here], { home, input: key });
    expect(await seen('', at(here, key))).toEqual(['agent_here']);
    expect(await seen('', at(`${there}/`, key))).toEqual(['agent_there']);
    expect(await seen('', at(here, other))).toEqual([]);
    expect(await seen('-p shop ', at(there, other))).toEqual(['agent_here']);
    expect(await seen(`--base-url ${there} `, { BOLTCALL_API_KEY: key })).toEqual(['agent_there']);
  });

  it.skipIf(!has('bash') || spawnSync('test', ['-f', '/usr/share/bash-completion/bash_completion']).status !== 0)(
    'works beside bash-completion too (skipped where that is not installed)',
    async () => {
      const { env } = ready();
      expect(await bash('boltcall webhooks lis', env, 'set +u; . /usr/share/bash-completion/bash_completion; set -u;')).toEqual(
        expect.arrayContaining([expect.stringContaining('list')]),
      );
    },
  );

  it('completes file names where a file is wanted', async () => {
    const { home, env } = ready();
    writeFileSync(join(home, 'body file.txt'), '');
    const done = await execa(
      'bash',
      [
        '--norc',
        '-c',
        `cd "$HOME"; ${'eval "$(boltcall completion bash)"'}; COMP_LINE='boltcall api --input bo'; COMP_POINT=23; COMP_WORDS=(boltcall api --input bo); COMP_CWORD=3; _boltcall; echo "\${COMPREPLY[0]}"`,
      ],
      { env, extendEnv: false },
    );
    expect(done.stdout).toBe('body file.txt');
    expect(home).not.toBe('');
  });
});

describe.skipIf(!has('zsh'))('zsh (skipped where it is not installed)', () => {
  it.each(['', 'autoload -Uz compinit; compinit -u;'])('loads before and after compinit, and completes: "%s"', async (before) => {
    const { env } = ready();
    const script = `${before} eval "$(boltcall completion zsh)"; print -r -- "\${_comps[boltcall]}"
_describe() { local name=$argv[-1]; print -rl -- "\${(@P)name}"; }
words=(boltcall calls list --dir); CURRENT=4; _boltcall; words=(boltcall calls list --direction ''); CURRENT=5; _boltcall`;
    const done = await execa('zsh', ['-f', '-c', script], { env, extendEnv: false });
    expect(done.stderr).toBe('');
    expect(done.stdout.split('\n')).toEqual(['_boltcall', '--direction:inbound or outbound', 'inbound', 'outbound']);
  });
});

describe.skipIf(!has('fish'))('fish (skipped where it is not installed)', () => {
  it('completes commands, choices and ids', async () => {
    const { home, env } = ready();
    await withAgents(home);
    const complete = async (line: string): Promise<string[]> =>
      (
        await execa('fish', ['--no-config', '-c', `boltcall completion fish | source; complete -C ${JSON.stringify(line)}`], {
          env,
          extendEnv: false,
        })
      ).stdout
        .split('\n')
        .filter(Boolean);
    expect(await complete('boltcall agents pau')).toEqual(['pause\tPause agents so they stop answering calls']);
    expect(await complete('boltcall calls list --direction in')).toEqual(['inbound']);
    expect(await complete('boltcall agents get agent_d')).toEqual(['agent_def456\tAfter hours']);
  });
});

describe('ids that a service made to run something', () => {
  const nasty = [
    'a$(touch X)1',
    'a$(touch X)2',
    'b`touch X`',
    "c'; touch X; '",
    'd"; touch X; "',
    'e;touch X',
    'f|touch X',
    'g&&touch X',
    'h!!',
    'i ~x',
    'j{1,2}',
    'k\\',
    'l:m=n',
    '-o$(touch X)',
    '=ls',
  ];
  const dangerous = ['new\nline', 'escape\u001b[2J', 'bidi\u202etxt', 'bell\u0007'];

  const known = async () => {
    const { home, env } = ready();
    const data = [...nasty, ...dangerous].map((id) => ({ id, name: `Name of ${id}`, status: 'active' }));
    const server = await startServer({ body: { data, meta: { page: 1, limit: 100, total: data.length } } });
    const all = { ...env, BOLTCALL_API_KEY: 'sk_test_0123456789abcdefghij', BOLTCALL_BASE_URL: `${server.url}/v1` };
    expect((await boltcall(['agents', 'list', '-o', 'json'], { home, env: all })).exitCode).toBe(0);
    return { home, env: all };
  };

  it('are one word for bash, one or many, behind whatever quote', async () => {
    const { home, env } = await known();
    for (const quote of ['', "'", '"']) {
      for (const typed of ['', 'a', 'b']) {
        const replies = await bash(`boltcall agents get ${quote}${typed}`, { ...env, COLUMNS: '200' });
        const words = replies.map((reply) => reply.replace(/ {2}\(Name of.*$/, ''));
        const { stdout } = await execa(
          'bash',
          ['--norc', '-c', 'for w in "$@"; do eval "printf \'%s\\\\n\' $w"; done', 'bash', ...words.map((word) => `${quote}${word}${quote}`)],
          { env, cwd: home },
        );
        expect(stdout.split('\n').sort(), quote).toEqual(
          nasty.filter((id) => id.startsWith(typed) && !(quote === '' && id.startsWith('-') && typed !== '')).sort(),
        );
      }
    }
    expect(existsSync(join(home, 'X'))).toBe(false);
  });

  it('are offered to no shell where a terminal or its lines would be upset', async () => {
    const { home, env } = await known();
    for (const name of ['bash', 'zsh', 'fish', 'powershell']) {
      const line = 'boltcall agents get ';
      const { stdout } = await boltcall(['__complete', name, ...(name === 'bash' ? [line, String(line.length), ' ', '9'] : ['agents', 'get', ''])], {
        home,
        env,
      });
      expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]|^(line|new|escape|bidi|bell)/m);
      expect(stdout.trimEnd().split('\n')).toHaveLength(1 + nasty.length);
    }
  });

  it.skipIf(!tmux).each([
    ['bash', 'bash --norc --noprofile -i', 'eval "$(boltcall completion bash)"'],
    ['zsh', 'zsh -f -i', 'autoload -Uz compinit; compinit -u; eval "$(boltcall completion zsh)"'],
    ['fish', 'fish --no-config -i', 'boltcall completion fish | source'],
  ])('run nothing in %s when a part of them is completed (needs tmux and the shell)', async (name, start, load) => {
    if (!has(name)) return;
    const { home, env } = await known();
    const term = await shell(start, { home, env, width: 150 });
    await term.type(`${load}; echo loa''ded`);
    await term.press('Enter');
    await term.shows('loaded');
    await term.type('boltcall agents get a');
    await term.press('Tab');
    await term.shows(/get a.*touch/);
    await term.type('1');
    await term.press('Enter');
    await term.type('echo do""ne');
    await term.press('Enter');
    await term.shows('done');
    expect(existsSync(join(home, 'X'))).toBe(false);
  });
});

describe('PowerShell', () => {
  it.skipIf(!has('pwsh'))('parses (skipped where pwsh is not installed)', async () => {
    const { env } = ready();
    const done = await execa('pwsh', ['-NoProfile', '-c', 'boltcall completion powershell | Out-String | Invoke-Expression; "ok"'], {
      env,
      extendEnv: false,
    });
    expect(done.stdout).toContain('ok');
  });

  it('is balanced in brackets and quotes, as far as that can be told without PowerShell', async () => {
    const { stdout } = await boltcall(['completion', 'powershell']);
    const code = stdout.replace(/^#.*$/gm, '').replace(/'(?:[^']|'')*'|"(?:[^"`]|`.)*"/g, '');
    for (const [open, close] of ['{}', '()', '[]']) expect([open, code.split(open ?? '').length]).toEqual([open, code.split(close ?? '').length]);
  });
});

describe('the scripts in completions/', () => {
  it.each([
    ['bash', 'boltcall.bash'],
    ['zsh', '_boltcall'],
    ['fish', 'boltcall.fish'],
    ['powershell', 'boltcall.ps1'],
  ])('are what the program prints: %s (stale? `npm run completions`)', async (shell, file) => {
    expect(readFileSync(join(root, 'completions', file), 'utf8')).toBe((await boltcall(['completion', shell])).stdout);
  });
});

describe('completing', () => {
  it('sends no request and never fails, whatever is broken', async () => {
    const { home, env } = ready();
    writeFileSync(join(home, 'config', 'config.json'), '{ broken');
    for (const words of [['agents', 'get', ''], ['-p', ''], ['nonsense', 'x', ''], ['agents', 'list', '--nope=', ''], ['']]) {
      const done = await boltcall(['__complete', 'zsh', ...words], { home, env: { BOLTCALL_BASE_URL: 'http://127.0.0.1:9', ...env } });
      expect([words, done.exitCode, done.stderr]).toEqual([words, 0, '']);
    }
  });
});

describe('completion install', () => {
  it.each([
    ['bash', '.bashrc'],
    ['zsh', '.zshrc'],
  ])('adds one block to the file of %s, says which, twice changes nothing, and uninstall takes it out', async (shell, file) => {
    const home = makeHome();
    const path = join(home, file);
    writeFileSync(path, 'alias ll="ls -l"\n');
    chmodSync(path, 0o600);
    const first = await boltcall(['completion', 'install'], { home, env: { SHELL: `/bin/${shell}` } });
    expect(first.stdout).toContain(path);
    const installed = readFileSync(path, 'utf8');
    expect(installed).toMatch(/^alias ll="ls -l"\n# >>> boltcall completion >>>\n/);
    await boltcall(['completion', 'install', '--shell', shell], { home });
    expect(readFileSync(path, 'utf8')).toBe(installed);
    expect(execFileSync('stat', ['-c', '%a', path]).toString().trim()).toBe('600');
    await boltcall(['completion', 'uninstall', '--shell', shell], { home });
    expect(readFileSync(path, 'utf8')).toBe('alias ll="ls -l"\n');
  });

  it('says what to do where the shell is not known', async () => {
    const done = await boltcall(['completion', 'install'], { env: { SHELL: '/bin/tcsh' } });
    expect(done.exitCode).toBe(2);
    expect(done.stderr).toContain('--shell');
  });
});
