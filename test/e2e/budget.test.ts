import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { boltcall, makeHome, program } from '../support/program.ts';
import { startServer } from '../support/server.ts';

/**
 * What each kind of command loads, by name and count. This determines the start-up time and, unlike time, it can be tested. Each extra file
 * costs 0.2 ms, and a library up to 60 ms.
 */

const dist = join(dirname(dirname(program)), 'dist');
const hook = fileURLToPath(new URL('../support/loaded.cjs', import.meta.url));

interface Loaded {
  /** Files of the built program. */
  readonly files: readonly string[];
  readonly libraries: readonly string[];
  /** Our own modules, by path in src. */
  readonly modules: readonly string[];
  /** Node modules, without `node:`. */
  readonly node: readonly string[];
}

let parts: Readonly<Record<string, readonly string[]>> = {};
let base = '';

beforeAll(async () => {
  parts = JSON.parse(readFileSync(join(dist, 'parts.json'), 'utf8'));
  const agents = Array.from({ length: 20 }, (_, at) => ({ id: `agent_${at}`, name: `Front desk ${at}`, status: 'active' }));
  const server = await startServer(() => ({ body: { data: agents, meta: { page: 1, limit: 20, total: 20 } } }));
  base = `${server.url}/v1`;
});

const load = async (args: readonly string[]): Promise<Loaded> => {
  const home = makeHome();
  const file = join(home, 'loaded.json');
  const env = { BOLTCALL_BASE_URL: base, BOLTCALL_API_KEY: 'sk_test_budget_0001', NODE_OPTIONS: `--require "${hook}"`, LOADED_FILE: file };
  const { exitCode, stderr } = await boltcall(args, { home, env });
  expect([exitCode, stderr]).toEqual([0, '']);
  const seen: { files: string[]; parts: string[] } = JSON.parse(readFileSync(file, 'utf8'));
  const files = seen.files.filter((path) => path.startsWith(dist)).map((path) => relative(dist, path).replaceAll('\\', '/'));
  const inside = files.flatMap((name) => parts[name] ?? []);
  return {
    files,
    libraries: [...new Set(inside.filter((name) => !name.endsWith('.ts')))].sort(),
    modules: inside.filter((name) => name.endsWith('.ts')),
    node: seen.parts,
  };
};

test('the list of parts knows every file of the program', () => {
  const unknown = Object.keys(parts).filter((name) => !existsSync(join(dist, name)));
  expect(unknown).toEqual([]);
  expect(Object.values(parts).flat()).toContain('main.ts');
});

test('--version loads main and no library, and nothing of Node that takes time', async () => {
  const { modules, libraries, files, node } = await load(['--version']);
  expect([...modules].sort()).toEqual(['errors.ts', 'main.ts', 'output/sink.ts', 'output/text/safe.ts', 'version.ts', 'world.ts']);
  expect(libraries).toEqual([]);
  expect(files.length).toBeLessThanOrEqual(3);
  for (const part of ['crypto', 'http', 'tls', 'child_process', 'readline']) expect(node).not.toContain(part);
});

const kinds: ReadonlyArray<{ name: string; args: string[]; libraries: string[]; files: number; without: string[] }> = [
  { name: 'help', args: ['--help'], libraries: ['fastest-levenshtein'], files: 6, without: ['crypto', 'http', 'tls', 'child_process'] },
  {
    name: 'help of a command',
    args: ['agents', 'list', '--help'],
    libraries: ['commander', 'fastest-levenshtein'],
    files: 8,
    without: ['crypto', 'http', 'tls', 'child_process'],
  },
  {
    name: 'completion of an option',
    args: ['__complete', 'zsh', 'agents', 'list', '--li'],
    libraries: ['fastest-levenshtein'],
    files: 6,
    without: ['crypto', 'http', 'tls', 'child_process'],
  },
  {
    name: 'a list in a pipe',
    args: ['agents', 'list'],
    libraries: ['commander', 'fastest-levenshtein', 'undici'],
    files: 10,
    without: ['http2', 'child_process', 'readline'],
  },
  {
    name: 'a list as JSON',
    args: ['agents', 'list', '-o', 'json'],
    libraries: ['commander', 'fastest-levenshtein', 'undici'],
    files: 10,
    without: ['http2', 'child_process', 'readline'],
  },
  {
    name: 'a list as a table',
    args: ['agents', 'list', '-o', 'table', '--color', 'always'],
    libraries: ['commander', 'fastest-levenshtein', 'undici'],
    files: 10,
    without: ['http2', 'child_process', 'readline'],
  },
  {
    name: 'a list as YAML',
    args: ['agents', 'list', '-o', 'yaml'],
    libraries: ['commander', 'fastest-levenshtein', 'undici', 'yaml'],
    files: 12,
    without: ['http2', 'child_process'],
  },
  {
    name: 'a list through --query',
    args: ['agents', 'list', '-o', 'json', '--query', '[].id'],
    libraries: ['@jmespath-community/jmespath', 'commander', 'fastest-levenshtein', 'undici'],
    files: 12,
    without: ['http2', 'child_process'],
  },
  {
    name: 'the configuration of an MCP server',
    args: ['mcp', '--print-config', 'claude', '--allow', 'changes', '--quiet'],
    libraries: ['commander', 'fastest-levenshtein'],
    files: 13,
    without: ['crypto', 'http', 'tls', 'child_process'],
  },
  {
    name: 'the skill',
    args: ['skill'],
    libraries: ['commander', 'fastest-levenshtein'],
    files: 10,
    without: ['crypto', 'http', 'tls', 'child_process'],
  },
  {
    name: 'settings',
    args: ['config', 'path'],
    libraries: ['commander', 'fastest-levenshtein'],
    files: 12,
    without: ['crypto', 'http', 'tls', 'child_process'],
  },
];

describe('what is loaded', () => {
  test.each(kinds)('$name', async ({ args, libraries, files, without }) => {
    const loaded = await load(args);
    expect(loaded.libraries).toEqual(libraries);
    expect(loaded.files.length, loaded.files.join(', ')).toBeLessThanOrEqual(files);
    expect(without.filter((part) => loaded.node.includes(part))).toEqual([]);
  });
});

test('what the MCP server is made of stands in one file that nothing else needs, of at most 410 kB', () => {
  const holds = (library: string): string[] => Object.keys(parts).filter((name) => parts[name]?.some((part) => part.startsWith(library)));
  expect(holds('@modelcontextprotocol/')).toEqual(holds('mcp/server.ts'));
  expect(holds('zod')).toEqual(holds('mcp/server.ts'));
  const [file = ''] = holds('mcp/server.ts');
  expect(statSync(join(dist, file)).size).toBeLessThanOrEqual(410_000);
});
