import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { boltcall, cleanEnvironment, type Done, makeHome, program, start } from '../support/program.ts';
import { sandboxHere, sandboxProgram } from '../support/sandbox.ts';
import { startServer } from '../support/server.ts';

/**
 * How an example from the help is run: as typed, by a shell, in an empty home, against a freshly seeded sandbox. These rules prepare
 * everything that an example takes for granted:
 *
 * 1. Service commands run against the sandbox on this machine (as with --sandbox), so nothing asks for confirmation. Commands
 *    about local data (`login`, `whoami`, `profiles` …) find one profile, `default`, with the sandbox's URL and key.
 * 2. `sandbox` commands find a sandbox running in a process of its own; any sandbox that they start is stopped afterwards.
 * 3. `wh_001` and similar are ids of a webhook registered beforehand, because a seeded workspace has none.
 * 4. Port 3000 of this machine is an app that responds 200 to everything.
 * 5. Commands on logged deliveries find a running listener that has received two deliveries; its app failed one of them and works again.
 * 6. Commands that would run forever, or on a port that others use, get a limit and a free port: `--for 1s`, `--detach --port 0`.
 *    Commands that ask about local data get `--yes`, and those without a target get the app on port 3000.
 * 7. Files to read exist, with the contents of `files`, and `npm test` has a package to test.
 */
const files: Readonly<Record<string, string>> = {
  'package.json': '{"private": true, "scripts": {"test": "node --eval 0"}}\n',
  'reminder.txt': 'See you on Tuesday at 9:00.\n',
  'rules.yaml': "rules:\n  - name: no passwords\n    never_say: password\n    when: status == 'completed'\n  - name: short\n    max_duration: 10m\n",
  'agents.yaml':
    'values: {clinic: Bright Smile}\nagents:\n  - name: Front desk\n    voice_id: voice_sarah\n    greeting: Thank you for calling {{clinic}}.\n',
  'leads.csv': 'name,phone,email\nAna Ruiz,+14155550133,ana@example.com\nBen Okafor,+14155550134,ben@example.com\n',
};

/** The first words of commands that work on local data. */
const local = ['login', 'logout', 'whoami', 'auth', 'profiles', 'config', 'sandbox'];

/** Creates a folder with a `boltcall` that starts the program under test, and returns a PATH that starts with it. */
const pathWithProgram = (home: string): string => {
  const bin = join(home, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'boltcall'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(bin, 'boltcall'), 0o755);
  return `${bin}:${process.env['PATH']}`;
};

/** Starts a listener with two deliveries in its log, of which the newer one failed. */
const listenerWithLog = async (home: string): Promise<void> => {
  const app = await startServer([{ body: 'ok' }, { status: 500 }, { body: 'ok' }]);
  const env = { BOLTCALL_SANDBOX: '1' };
  const running = start(['listen', '--forward-to', `${app.url}/hooks`, '--retries', '0', '-o', 'jsonl'], { home, env });
  await running.until((out) => out.includes('"ready"'));
  for (const event of ['call.completed', 'lead.created']) await boltcall(['trigger', event], { home, env });
  await running.until((out) => (out.match(/"type":"forward"/g) ?? []).length === 2);
};

/** Returns what rule 6 adds to an example. */
const added = (example: string): string => {
  if (/^listen\b(?!.*--print-secret)/.test(example) || / tail\b(?!.* --for)/.test(example)) return ' --for 1s';
  if (/^sandbox start\b/.test(example)) return ` --port 0${example.includes('--detach') ? '' : ' --detach'}`;
  if (/^(profiles remove|webhooks log clear)\b/.test(example)) return ' --yes';
  return /^trigger\b(?!.*(--forward-to| -f ))/.test(example) ? ' -f 3000' : '';
};

/** Runs one example (without its leading `boltcall`) by the rules above, and returns how it ended. */
export const runExample = async (example: string): Promise<Done> => {
  const home = makeHome();
  const [first = ''] = example.split(' ');
  const { address, env: pointed } =
    first === 'sandbox' ? await sandboxProgram(['--speed', '200'], { home }) : await sandboxHere({ speed: 200 }, home);
  const folder = join(home, 'work');
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);

  let line = `boltcall ${example}`;
  if (local.includes(first)) {
    const stored = await boltcall(['login', '--with-key', '--base-url', address], { home, input: pointed.BOLTCALL_API_KEY });
    if (stored.exitCode !== 0) throw new Error(`login failed: ${stored.stderr}`);
  }
  if (/^webhooks (log|replay|verify --delivery) /.test(example)) await listenerWithLog(home);
  if (/\bwh_\w+/.test(line)) {
    const made = await boltcall(['webhooks', 'create', '--url', 'https://example.com/hooks', '--event', 'call.completed', '-o', 'id'], {
      home,
      env: pointed,
    });
    line = line.replace(/\bwh_\w+/g, made.stdout.trim());
  }
  if (/\b3000\b/.test(line)) line = line.replace(/\b3000\b/g, String((await startServer({ body: 'ok' })).port));

  line += added(example);
  if (/ -f 3000$/.test(line)) line = line.replace(/3000$/, String((await startServer({ body: 'ok' })).port));

  const done = await execa('bash', ['-c', line], {
    cwd: folder,
    env: cleanEnvironment(home, { PATH: pathWithProgram(home), SHELL: '/bin/bash', ...(local.includes(first) ? {} : { BOLTCALL_SANDBOX: '1' }) }),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
    timeout: 120_000,
  });
  if (first === 'sandbox') await boltcall(['sandbox', 'stop', '--all'], { home });
  const { stdout, stderr, exitCode, signal } = done;
  return { stdout, stderr, stdoutBytes: Buffer.from(stdout), exitCode, signal };
};
