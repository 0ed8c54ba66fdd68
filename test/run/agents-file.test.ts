import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makeHome } from '../support/program.ts';
import { type Answers, inWorld, listOf, type MadeAnswer, type MadeRequest } from '../support/world.ts';

type Agent = Record<string, unknown>;

const text = `values: {clinic: Bright Smile}
agents:
  - name: Desk
    voice_id: voice_1
    greeting: Welcome to {{clinic}}.
    prompt: Be kind.
  - name: Night
    voice_id: voice_2
    status: paused
`;

const fileWith = (content: string): string => {
  const file = join(makeHome(), 'agents.yaml');
  writeFileSync(file, content);
  return file;
};

/** A workspace that stores agents but, like the service, does not return greetings or prompts. */
const workspace = (agents: Agent[] = []): { readonly agents: Agent[]; readonly answers: Answers } => {
  const shown = ({ greeting: _g, prompt: _p, ...agent }: Agent): Agent => agent;
  const change =
    (id: string) =>
    (request: MadeRequest): MadeAnswer => {
      const agent = agents.find((one) => one['id'] === id);
      if (!agent) return { status: 404 };
      Object.assign(agent, request.body);
      return { body: shown(agent) };
    };
  return {
    agents,
    answers: {
      'GET /v1/agents': () => listOf(agents.map(shown)),
      'POST /v1/agents': (request) => {
        const agent = { id: `agent_${agents.length + 1}`, status: 'active', ...Object(request.body) };
        agents.push(agent);
        return { status: 201, body: shown(agent) };
      },
      'PATCH /v1/agents/agent_1': change('agent_1'),
      'PATCH /v1/agents/agent_2': change('agent_2'),
    },
  };
};

const posts = (requests: readonly MadeRequest[]): number => requests.filter(({ method }) => method === 'POST').length;

describe('agents create --file', () => {
  it('creates what is missing, once, with placeholders filled in and paused where that is wanted', async () => {
    const { agents, answers } = workspace();
    const file = fileWith(text);
    const first = await inWorld(['agents', 'create', '--file', file, '--if-missing', '-o', 'id'], { answers });
    expect([first.exitCode, first.stdout], first.stderr).toEqual([0, 'agent_1\nagent_2\n']);
    expect(agents).toMatchObject([
      { name: 'Desk', voice_id: 'voice_1', greeting: 'Welcome to Bright Smile.', prompt: 'Be kind.', status: 'active' },
      { name: 'Night', voice_id: 'voice_2', status: 'paused' },
    ]);
    const again = await inWorld(['agents', 'create', '--file', file, '--if-missing'], { answers });
    expect([again.exitCode, posts(again.requests)], again.stderr).toEqual([0, 0]);
    expect(again.stderr).toContain('0 created, 2 present already');
  });

  it('without --if-missing one that exists is a conflict before anything is created', async () => {
    const { answers } = workspace([{ id: 'agent_1', name: 'Night', voice_id: 'voice_2' }]);
    const done = await inWorld(['agents', 'create', '--file', fileWith(text)], { answers });
    expect([done.exitCode, posts(done.requests)]).toEqual([6, 0]);
    expect(done.stderr).toContain('agent `Night` exists already (agent_1); nothing was created');
  });

  it('a dry run shows the requests and sends nothing', async () => {
    const done = await inWorld(['agents', 'create', '--file', fileWith(text), '--set', 'clinic=North', '--dry-run', '-o', 'json'], {});
    expect([done.exitCode, done.requests.length]).toEqual([0, 0]);
    expect(JSON.parse(done.stdout)).toMatchObject([{ body: { name: 'Desk', greeting: 'Welcome to North.' } }, { body: { name: 'Night' } }]);
  });

  it('what was created before a failure is printed and remembered', async () => {
    const { answers } = workspace();
    let asked = 0;
    const failing: Answers = {
      ...answers,
      'POST /v1/agents': (request) => {
        asked += 1;
        const made = answers['POST /v1/agents'];
        return asked === 2 || typeof made !== 'function' ? { status: 422, body: { error: { message: 'no such voice' } } } : made(request);
      },
    };
    const file = fileWith(text);
    const done = await inWorld(['agents', 'create', '--file', file, '-o', 'id'], { answers: failing });
    expect([done.exitCode, done.stdout]).toEqual([7, 'agent_1\n']);
    expect(Object.keys(JSON.parse(readFileSync(`${file}.boltcall-hashes`, 'utf8')))).toEqual(['agent_1']);
  });

  it.each([
    ['agents:\n  - name: A\n    voice: v\n', ':3: unknown key `voice`'],
    ['agents:\n  - name: A\n', ':2: agent 1 has no `voice_id`'],
    ['agents:\n  - {name: 7, voice_id: v}\n', ':2: `name` must be text; put it in quotes'],
    ['agents:\n  - {name: A, voice_id: v}\n  - {name: A, voice_id: v}\n', ':3: two agents are called `A`'],
    ['agents:\n  - name: A\n    voice_id: v\n    greeting: Hi {{who}}\n', ':4: {{who}}: there is no `who`'],
    ['agents:\n  - {name: A, voice_id: v, status: asleep}\n', ':2: `status` must be active or paused'],
    ['agents: []\n', ':1: `agents` must be a list of at least one agent'],
    ['name: A\n', ':1: unknown key `name`'],
  ])('refuses %j with the line, before anything is sent', async (content, message) => {
    const done = await inWorld(['agents', 'create', '--file', fileWith(content)], {});
    expect([done.exitCode, done.requests.length]).toEqual([2, 0]);
    expect(done.stderr).toContain(`agents.yaml${message}`);
  });

  it('the packed schema takes the file', () => {
    const schema: object = JSON.parse(readFileSync(new URL('../../schemas/agents.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020({ strictTypes: false }).compile(schema);
    expect([validate(parse(text)), validate(parse('agents: [{name: A}]')), validate(parse('agents: []'))]).toEqual([true, false, false]);
  });
});

describe('agents check', () => {
  const check = (file: string, answers: Answers) => inWorld(['agents', 'check', file, '-o', 'csv'], { answers });

  it('exits 0 after agents were created from the file, and 14 when one is changed or the file is', async () => {
    const { agents, answers } = workspace();
    const file = fileWith(text);
    await inWorld(['agents', 'create', '--file', file], { answers });
    const same = await check(file, answers);
    expect(same.exitCode, same.stderr).toBe(0);
    expect(same.stdout).not.toMatch(/drift|unknown/);

    writeFileSync(file, text.replace('Be kind.', 'Be brief.'));
    const edited = await check(file, answers);
    expect([edited.exitCode, edited.stdout]).toEqual([14, expect.stringContaining('Desk,agent_1,prompt,drift,the file has changed')]);

    writeFileSync(file, text);
    Object.assign(agents[0] ?? {}, { status: 'paused', voice_id: 'voice_9' });
    agents.pop();
    const changed = await check(file, answers);
    expect(changed.exitCode).toBe(14);
    expect(changed.stdout).toContain('Desk,agent_1,voice_id,drift,"it is voice_9, not voice_1"');
    expect(changed.stdout).toContain('Desk,agent_1,status,drift,"it is paused, not active"');
    expect(changed.stdout).toContain('Night,,name,drift,no agent has this name');
    expect(changed.stderr).toContain('Desk: voice_id: it is voice_9, not voice_1 (and 2 more)');
  });

  it('says what it cannot know of agents that were not created from the file', async () => {
    const { answers } = workspace([
      { id: 'agent_1', name: 'Desk', voice_id: 'voice_1', status: 'active' },
      { id: 'agent_2', name: 'Night', voice_id: 'voice_2', status: 'paused' },
    ]);
    const done = await check(fileWith(text), answers);
    expect([done.exitCode, done.stdout]).toEqual([0, expect.stringContaining('Desk,agent_1,prompt,unknown,')]);
  });

  it('refuses hashes that are damaged', async () => {
    const file = fileWith(text);
    writeFileSync(`${file}.boltcall-hashes`, '{');
    const done = await check(file, workspace().answers);
    expect([done.exitCode, done.stderr]).toEqual([2, expect.stringContaining('agents.yaml.boltcall-hashes is damaged')]);
  });
});
