import { describe, expect, it } from 'vitest';
import { type Answers, inWorld, listOf, type MadeAnswer } from '../support/world.ts';

const ana = { id: 'lead_1', name: 'Ana <b>Ruiz</b>', phone: '+14155550133', email: 'Ana@Example.com' };
const ben = { id: 'lead_2', name: 'Ben', phone: '+1 415 555 0134', email: null };
const call = (id: string, time: string, caller: string, to = '+14155550100') => ({
  id,
  created_at: time,
  direction: caller === '+14155550100' ? 'outbound' : 'inbound',
  caller,
  to,
  duration_seconds: 75,
  status: 'completed',
  sentiment: 'neutral',
});
const byLead: Readonly<Record<string, readonly unknown[]>> = {
  lead_1: [{ id: 'msg_1', created_at: '2025-03-02T09:00:00Z', channel: 'sms', direction: 'outbound', status: 'delivered', body: 'See *you*\nsoon' }],
};
const service: Answers = {
  'GET /v1/leads': listOf([ben, ana]),
  'GET /v1/calls': listOf([
    call('call_3', '2025-03-03T10:00:00Z', '+14155550100', '+14155550133'),
    call('call_2', '2025-03-02T10:00:00Z', '+14155550134'),
    call('call_1', '2025-03-01T10:00:00Z', '+14155550133'),
    call('call_1', '2025-03-01T10:00:00Z', '+14155550133'),
  ]),
  'GET /v1/messages': ({ url }) => listOf(byLead[new URL(url).searchParams.get('lead_id') ?? ''] ?? []),
  'GET /v1/appointments': listOf([
    { id: 'apt_1', created_at: '2025-03-01T10:01:00Z', start_time: '2025-03-09T15:00:00Z', status: 'upcoming', title: 'Check-up', lead_id: 'lead_1' },
    { id: 'apt_2', created_at: '2025-03-01T10:02:00Z', start_time: '2025-03-09T16:00:00Z', status: 'upcoming', title: 'Other', lead_id: 'lead_2' },
  ]),
};

const idsOf = (stdout: string): string[] => JSON.parse(stdout).map(({ id }: { id: string }) => id);

describe('leads timeline', () => {
  it.each([['lead_1'], ['+1 (415) 555-0133'], ['ana@example.com']])('has calls, messages and appointments of %s in order, each once', async (who) => {
    const done = await inWorld(['leads', 'timeline', who, '-o', 'json'], { answers: service });
    expect([done.exitCode, idsOf(done.stdout)], done.stderr).toEqual([0, ['call_1', 'apt_1', 'msg_1', 'call_3']]);
  });

  it('finds a number that is written in another way', async () => {
    const done = await inWorld(['leads', 'timeline', 'lead_2', '-o', 'json'], { answers: service });
    expect(idsOf(done.stdout), done.stderr).toEqual(['apt_2', 'call_2']);
  });

  it('keeps to a period', async () => {
    const done = await inWorld(['leads', 'timeline', 'lead_1', '--from', '2025-03-02', '--to', '2025-03-02', '-o', 'json'], { answers: service });
    expect(idsOf(done.stdout), done.stderr).toEqual(['msg_1']);
  });

  it('-o md is a page in which no text of the service is markup', async () => {
    const done = await inWorld(['leads', 'timeline', 'lead_1', '-o', 'md'], { answers: service });
    expect(done.stdout.split('\n')).toEqual([
      '# Ana \\<b\\>Ruiz\\</b\\> (lead_1)',
      '',
      '## 2025-03-01',
      '',
      '- 10:00 UTC **inbound call** (completed, call_1): 1 min 15 s, neutral',
      '- 10:01 UTC **appointment** (upcoming, apt_1): Check-up, 2025-03-09T15:00:00Z',
      '',
      '## 2025-03-02',
      '',
      '- 09:00 UTC **outbound message** (delivered, msg_1): sms: See \\*you\\* soon',
      '',
      '## 2025-03-03',
      '',
      '- 10:00 UTC **outbound call** (completed, call_3): 1 min 15 s, neutral',
      '',
    ]);
  });

  it('nobody with the id or address is exit 5; a number without a lead may have calls', async () => {
    for (const who of ['lead_9', 'nobody@example.com']) expect((await inWorld(['leads', 'timeline', who], { answers: service })).exitCode).toBe(5);
    const unknown = await inWorld(['leads', 'timeline', '+14155550199', '-o', 'json'], {
      answers: { ...service, 'GET /v1/calls': listOf([call('call_9', '2025-03-01T10:00:00Z', '+14155550199')]) },
    });
    expect([unknown.exitCode, idsOf(unknown.stdout)]).toEqual([0, ['call_9']]);
    expect(unknown.stderr).toContain('no lead has the number');
  });

  it('says first what it costs where that is more than 20 requests', async () => {
    const many = ({ url }: { readonly url: string }): MadeAnswer => {
      const page = Number(new URL(url).searchParams.get('page') ?? 1);
      const data = page > 25 ? [] : Array.from({ length: 100 }, (_, at) => call(`c_${page}_${at}`, '2025-03-01T10:00:00Z', '+14155550133'));
      return { body: { data, meta: { page, limit: 100, total: 2_500 } } };
    };
    const done = await inWorld(['leads', 'timeline', 'lead_1', '-o', 'id'], { answers: { ...service, 'GET /v1/calls': many } });
    expect([done.exitCode, done.stdout.trim().split('\n').length], done.stderr).toEqual([0, 2_502]);
    expect(done.stderr).toContain('this takes about 28 requests, 1 min at 60 requests a minute');
    expect((await inWorld(['leads', 'timeline', 'lead_1'], { answers: service })).stderr).not.toContain('requests');
  });

  it('shows what there is of a list that cannot be read to its end, and fails', async () => {
    const cut: MadeAnswer = { body: { data: [call('call_1', '2025-03-01T10:00:00Z', '+14155550133')], meta: { page: 1, limit: 100, total: 300 } } };
    const done = await inWorld(['leads', 'timeline', 'lead_1', '-o', 'json'], { answers: { ...service, 'GET /v1/calls': cut } });
    expect([done.exitCode, idsOf(done.stdout)]).toEqual([9, ['call_1', 'apt_1', 'msg_1']]);
  });
});
