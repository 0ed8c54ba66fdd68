import { describe, expect, it } from 'vitest';
import { boltcall } from '../support/program.ts';
import { startServer } from '../support/server.ts';

const env = { BOLTCALL_API_KEY: 'sk_live_12345678' };

describe('an option where a command is missing', () => {
  it.each([
    [['agents', '--limit', '3'], 'there is no option --limit before a command', 'boltcall agents COMMAND --limit'],
    [['--outptu', 'json', 'agents', 'list'], 'there is no option --outptu before a command', 'Did you mean --output?'],
    [['--columsn=id'], 'there is no option --columsn before a command', 'Did you mean --columns?'],
    [['agents', '-o'], "option '-o' needs a value", 'boltcall help options'],
    [['--profile'], "option '--profile' needs a value", 'boltcall help options'],
  ])('%j is told as that, not as a command of that name', async (args, message, hint) => {
    const { exitCode, stdout, stderr } = await boltcall(args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  it.each([[['-ojson']], [['agents', '--color=never']], [['--no-color', 'agents']]])('%j shows the help', async (args) => {
    const { exitCode, stdout } = await boltcall(args);
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^Usage: boltcall/)]);
  });
});

describe('analytics overview', () => {
  it.each([
    [['--on', '2025-03-01'], '?from=2025-03-01&to=2025-03-01'],
    [['--from', '2025-03-01', '--to', '2025-03-04T23:30:00Z', '--tz', 'Asia/Tokyo'], '?from=2025-03-01&to=2025-03-05'],
    [['--to', '2025-01-31'], '?from=2025-01-02&to=2025-01-31'],
  ])('%j asks for plain dates in the zone', async (args, query) => {
    const server = await startServer({ body: { period: {} } });
    await boltcall(['analytics', 'overview', ...args, '--base-url', server.url], { env });
    expect(server.requests.map(({ url }) => url)).toEqual([`/analytics/overview${query}`]);
  });

  it('refuses --on beside an end, and a beginning after the end', async () => {
    const both = await boltcall(['analytics', 'overview', '--on', 'today', '--to', 'today'], { env });
    expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining('--on and --to cannot be used together')]);
    const late = await boltcall(['analytics', 'overview', '--from', 'tomorrow'], { env });
    expect([late.exitCode, late.stderr]).toEqual([2, expect.stringContaining('is after --to')]);
  });
});

describe('a word too many', () => {
  it.each([
    [['listen', '3000'], '`3000` is a word too many for `boltcall listen`', 'Did you mean `--forward-to 3000`?'],
    [['calls', 'list', '--from', '7d', 'maria gomez'], '`maria gomez` is a word too many', "Did you mean `--search 'maria gomez'`?"],
    [['calls', 'outbound', '+14155550133'], '`+14155550133` is a word too many', 'Did you mean `--to +14155550133`?'],
    [['whoami', 'me'], '`me` is a word too many for `boltcall whoami`', '`boltcall whoami --help`'],
    [['agents', 'get', 'agent_1', 'agent_2'], '`agent_2` is a word too many for `boltcall agents get`', '`boltcall agents get --help`'],
  ])('%j is told with the option that it belongs to', async (args, message, hint) => {
    const { exitCode, stdout, stderr } = await boltcall(args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  it('is not shown where it is a key', async () => {
    const { exitCode, stderr } = await boltcall(['login', 'sk_live_1234567890abcdef']);
    expect(exitCode).toBe(2);
    expect(stderr).not.toContain('1234567890abcdef');
  });
});

describe('an option of another tool', () => {
  it.each([
    [['agents', 'list', '--format', 'json'], 'Did you mean --output?'],
    [['calls', 'list', '-l', '5'], 'Did you mean --limit?'],
    [['agents', 'delete', 'agent_004', '--force'], 'Did you mean --yes?'],
    [['calls', 'list', '--watch'], 'Did you mean `boltcall calls tail`?'],
    [['listen', '--skip-verify'], 'Did you mean --insecure?'],
    [['-v'], 'Did you mean --version?'],
  ])('%j is answered with ours', async (args, hint) => {
    const { exitCode, stdout, stderr } = await boltcall(args);
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringContaining(hint)]);
  });

  it('`boltcall version` is the version', async () => {
    expect((await boltcall(['version'])).stdout).toBe((await boltcall(['--version'])).stdout);
  });
});
