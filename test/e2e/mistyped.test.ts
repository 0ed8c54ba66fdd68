import { describe, expect, it } from 'vitest';
import { boltcall } from '../support/program.ts';
import { startServer } from '../support/server.ts';

const env = { BOLTCALL_API_KEY: 'sk_live_12345678' };

describe('an option where a command is missing', () => {
  it.each([
    [['agents', '--limit', '3'], 'unknown option `--limit` before a command', 'boltcall agents COMMAND --limit'],
    [['--outptu', 'json', 'agents', 'list'], 'unknown option `--outptu` before a command', 'Did you mean --output?'],
    [['--columsn=id'], 'unknown option `--columsn` before a command', 'Did you mean --columns?'],
    [['agents', '-o'], 'option `-o` needs a value', 'boltcall help options'],
    [['--profile'], 'option `--profile` needs a value', 'boltcall help options'],
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

  it('ends with the period that --from names, unless that is not over or --to is given', async () => {
    const asked = async (...args: string[]): Promise<URLSearchParams> => {
      const server = await startServer({ body: { period: {} } });
      await boltcall(['analytics', 'overview', ...args, '--utc', '--base-url', server.url], { env });
      return new URL(server.requests[0]?.url ?? '', server.url).searchParams;
    };
    const month = await asked('--from', 'last-month');
    const [from, to] = [new Date(`${month.get('from')}Z`), new Date(`${month.get('to')}Z`)];
    expect([from.getUTCDate(), to.getUTCMonth(), new Date(to.getTime() + 86_400_000).getUTCDate()]).toEqual([1, from.getUTCMonth(), 1]);
    const today = (await asked('--from', '7d')).get('to');
    expect(today).not.toBe(month.get('to'));
    for (const args of [
      ['--from', 'this-month'],
      ['--from', '2025-03-01'],
      ['--from', 'last-month', '--to', 'today'],
    ])
      expect([args, (await asked(...args)).get('to')]).toEqual([args, today]);
  });

  it('refuses --on beside an end, and a beginning after the end', async () => {
    const both = await boltcall(['analytics', 'overview', '--on', 'today', '--to', 'today'], { env });
    expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining('--on and --to cannot be used together')]);
    const late = await boltcall(['analytics', 'overview', '--from', 'tomorrow'], { env });
    expect([late.exitCode, late.stderr]).toEqual([2, expect.stringContaining('is after --to')]);
  });
});

describe('what other programs and editors make of options', () => {
  it.each([
    [['hooks'], 'unknown command `hooks`', 'Did you mean `boltcall webhooks list`?'],
    [['hooks', 'create'], 'unknown command `hooks`', 'Did you mean `boltcall webhooks create`?'],
    [['ls'], 'unknown command `ls`', 'Did you mean `boltcall --help`?'],
    [['agents', 'list', '—limit', '5'], '`—limit` begins with another dash than options do', 'Did you mean `--limit`?'],
    [['—limit', '5', 'agents', 'list'], '`—limit` begins with another dash', 'Did you mean `--limit`?'],
    [['agents', 'list', '–-limit=5'], '`–-limit=5` begins with another dash', 'Did you mean `--limit=5`?'],
    [['agents', 'delete', '−y', 'agent_1'], '`−y` begins with another dash', 'Did you mean `-y`?'],
    [['agents', 'list', '--json=id,name'], '--json takes no value', 'Choose fields with `--json --columns id,name`.'],
    [['--quiet=yes', 'agents', 'list'], '--quiet takes no value', 'Write --quiet alone.'],
    [['agents', 'list', '--limit'], '`--limit` needs a value', 'boltcall agents list --help'],
    [['listen', '-f'], '`--forward-to` needs a value', 'boltcall listen --help'],
    [['agents', 'update', 'agent_1', '--prompt', 'x'], 'unknown option `--prompt`', 'The API changes only name, greeting and status of an agent'],
    [['api', 'GET', 'leads', '-H', 'Authorization: Bearer x'], 'the header Authorization cannot be set', 'Choose the key with --profile'],
    [['api', 'GET', 'C:/Program Files/Git/leads'], 'is a path of this machine; Git Bash makes one', 'Write `leads`, or set MSYS_NO_PATHCONV=1.'],
    [['api', 'C:\\msys64\\v1\\leads'], 'is a path of this machine', 'Write `v1/leads`'],
    [
      ['trigger', 'call.missed', '--forward-to', 'C:/Program Files/Git/hooks'],
      '--forward-to `C:/Program Files/Git/hooks` is a path',
      'Write the port before the path, like `3000/hooks`.',
    ],
    [['trigger', 'call.missed', '--forward-to', '3000C:/Program Files/Git/x'], 'is a path of this machine', 'Write `3000/x`'],
    [['listen', '--via', 'local', '--route', 'call.*==47401'], '`=47401` has no host', 'Write it like 3000'],
    [['listen', '--via', 'local', '--route', 'call.*=D:/x'], '--route `D:/x` is a path of this machine', 'like `3000/x`.'],
  ])('%j', async (args, message, hint) => {
    const { exitCode, stdout, stderr } = await boltcall(args, { env });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  it('a text that begins with a dash of theirs stays a text', async () => {
    const done = await boltcall(['messages', 'sms', '--to', '+14155550133', '--body', '— see you', '--dry-run'], { env });
    expect([done.exitCode, done.stdout]).toEqual([0, expect.stringContaining('— see you')]);
  });
});

describe('a word too many', () => {
  it.each([
    [['listen', '3000'], 'unexpected argument `3000` after `boltcall listen`', 'Did you mean `--forward-to 3000`?'],
    [['calls', 'list', '--from', '7d', 'maria gomez'], 'unexpected argument `maria gomez`', "Did you mean `--search 'maria gomez'`?"],
    [['calls', 'outbound', '+14155550133'], 'unexpected argument `+14155550133`', 'Did you mean `--to +14155550133`?'],
    [
      ['messages', 'sms', '--to', '+14155550133', '+14155550134', '--body', 'x'],
      'unexpected argument `+14155550134`',
      'Did you mean `--to +14155550133 --to +14155550134`?',
    ],
    [['messages', 'sms', '--to', '+14155550133', '--body', 'hello', 'world'], 'unexpected argument `world`', "Did you mean `--body 'hello world'`?"],
    [['whoami', 'me'], 'unexpected argument `me` after `boltcall whoami`', '`boltcall whoami --help`'],
    [['agents', 'get', 'agent_1', 'agent_2'], 'unexpected argument `agent_2` after `boltcall agents get`', '`boltcall agents get --help`'],
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

  // In the place of a command, an event, an id, a name; of a known form, of an unknown one, and short, but the key that is in use.
  it.each(['sk_live_1234567890abcdef', 'whsec_1234567890abcdef', '8f3ac9d21b7e4f60a1b2c3d4', 'my_8f3ac9d21b7e4f60a1b2c3d4', 'hunter2hunter2'])(
    '%s is not shown wherever it is typed',
    async (typed) => {
      const env = { BOLTCALL_API_KEY: 'hunter2hunter2', BOLTCALL_BASE_URL: 'http://127.0.0.1:9/v1' };
      for (const args of [
        [typed],
        ['agents', typed],
        ['trigger', typed],
        ['trigger', typed, '--dry-run'],
        ['webhooks', 'events', typed],
        ['webhooks', 'log', 'show', typed],
        ['agents', 'get', typed, '--max-retries', '0'],
        ['profiles', 'use', typed],
        ['calls', 'list', '--status', typed, '--max-retries', '0'],
        ['listen', '--event', typed],
      ]) {
        const { exitCode, stdout, stderr } = await boltcall(args, { env });
        expect([exitCode, stdout], stderr).toEqual([expect.toSatisfy((code) => code > 0), '']);
        expect(stderr.toLowerCase()).not.toContain(typed);
      }
    },
    60_000,
  );

  it('an argument that is a key or secret is refused, an id of the service is shown', async () => {
    const refused = await boltcall(['agents', 'delete', 'sk_live_1234567890abcdef', '--dry-run']);
    expect([refused.exitCode, refused.stdout, refused.stderr]).toEqual([2, '', expect.stringContaining('looks like an API key or a secret')]);
    const id = 'call_8f3ac9d21b7e4f60a1b2c3d4';
    expect((await boltcall(['webhooks', 'log', 'show', id])).stderr).toContain(`no delivery ${id} in the log`);
  });
});

describe('an option of another tool', () => {
  it.each([
    [['agents', 'list', '--format', 'json'], 'Did you mean --output?'],
    [['calls', 'list', '-l', '5'], 'Did you mean --limit?'],
    [['agents', 'delete', 'agent_004', '--force'], 'Did you mean --yes?'],
    [['calls', 'list', '--watch'], 'Did you mean `boltcall calls tail`?'],
    [['listen', '--skip-verify'], 'Did you mean --insecure?'],
    [['messages', 'sms', '--csv', 'people.csv'], '`boltcall messages broadcast FILE` texts everyone in a CSV file, once each.'],
    [['leads', 'import', 'people.csv', '--hours', '9-17'], 'An import contacts no one.'],
    [['listen', '--fowrard', '3000'], 'Did you mean one of --forward-to, --forward-timeout?'],
    [['-v'], 'Did you mean --version?'],
  ])('%j is answered with ours', async (args, hint) => {
    const { exitCode, stdout, stderr } = await boltcall(args);
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringContaining(hint)]);
  });

  it('`boltcall version` is the version', async () => {
    expect((await boltcall(['version'])).stdout).toBe((await boltcall(['--version'])).stdout);
  });
});
