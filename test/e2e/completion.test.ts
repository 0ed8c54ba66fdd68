import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { boltcall, cleanEnvironment, makeHome, program } from '../support/program.ts';
import { sandboxHere } from '../support/sandbox.ts';

const has = (name: string): boolean => spawnSync('which', [name]).status === 0;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** A home with `boltcall` on the PATH. */
const ready = (): { home: string; env: Record<string, string> } => {
  const home = makeHome();
  symlinkSync(program, join(home, 'boltcall'));
  const env = cleanEnvironment(home);
  return { home, env: { ...env, PATH: `${home}:${dirname(process.execPath)}:${env['PATH']}` } };
};

/** Ids in the cache, as a list of agents leaves them. */
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

/** What bash would put into COMPREPLY for a line with the cursor at its end. */
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
    expect(done.stdout.split('\n')).toEqual(['_boltcall', '--direction:who called whom', 'inbound', 'outbound']);
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
