import { describe, expect, it } from 'vitest';
import { dawn, inWorld, listOf, type MadeAnswer } from '../support/world.ts';

const at = (minutes: number): string => new Date(dawn + minutes * 60_000).toISOString();
const thing = (id: string, minutes: number) => ({ id, created_at: at(minutes) });

/** Returns the answers one after another, repeating the last. */
const inTurn = (...answers: readonly MadeAnswer[]): (() => MadeAnswer) => {
  let number = 0;
  return () => {
    const found = answers[Math.min(number, answers.length - 1)] ?? {};
    number += 1;
    return found;
  };
};

describe.each(['leads', 'messages', 'appointments', 'calls'])('%s tail', (name) => {
  const path = `GET /v1/${name}`;

  it('shows what is new, each once, and ends after --count', async () => {
    const looks = inTurn(
      listOf([thing('old', -5)]),
      listOf([thing('new_2', 0.2), thing('new_1', 0.1), thing('old', -5)]),
      listOf([thing('new_3', 0.3), thing('new_2', 0.2), thing('new_1', 0.1), thing('old', -5)]),
    );
    const done = await inWorld([name, 'tail', '-o', 'id', '--count', '3'], { answers: { [path]: looks } });
    expect([done.exitCode, done.stdout], done.stderr).toEqual([0, 'new_1\nnew_2\nnew_3\n']);
  });

  it('exits 11 where --count was not reached within --for, and 0 without --count', async () => {
    const answers = { [path]: listOf([thing('old', -5)]) };
    const one = await inWorld([name, 'tail', '--count', '1', '--for', '3s'], { answers });
    expect([one.exitCode, one.stdout], one.stderr).toEqual([11, '']);
    expect(one.stderr).toContain(`no new ${name.slice(0, -1)} in 3 s`);
    const two = await inWorld([name, 'tail', '--count', '2', '--for', '3s'], { answers });
    expect(two.stderr).toContain(`fewer than 2 new ${name} in 3 s`);
    expect((await inWorld([name, 'tail', '--for', '3s'], { answers })).exitCode).toBe(0);
  });
});

describe('leads tail', () => {
  const page = (data: readonly unknown[], page: number): MadeAnswer => ({ body: { data, meta: { page, limit: 100, total: 1_000 } } });
  const pageOf = (url: string): number => Number(new URL(url).searchParams.get('page') ?? 1);

  it('reads no further than to what is older where the newest come first', async () => {
    const answer = ({ url }: { readonly url: string }): MadeAnswer =>
      page(
        Array.from({ length: 100 }, (_, place) => thing(`lead_${pageOf(url)}_${place}`, -20 - 100 * pageOf(url) - place)),
        pageOf(url),
      );
    const done = await inWorld(['leads', 'tail', '--for', '1s'], { answers: { 'GET /v1/leads': answer } });
    expect([done.exitCode, [...new Set(done.requests.map(({ url }) => pageOf(url)))]], done.stderr).toEqual([0, [1]]);
  });

  it('finds what is new at the end of a list in another order', async () => {
    let look = 0;
    const answer = ({ url }: { readonly url: string }): MadeAnswer => {
      const number = pageOf(url);
      if (number === 1) look += 1;
      const rows = Array.from({ length: 100 }, (_, place) => thing(`lead_${number}_${place}`, -3_000 + 100 * number + place));
      const all = number < 3 ? rows : look > 1 ? [...rows.slice(0, 50), thing('new', 0.1)] : rows.slice(0, 50);
      return { body: { data: all, meta: { page: number, limit: 100, total: look > 1 ? 251 : 250 } } };
    };
    const done = await inWorld(['leads', 'tail', '--count', '1', '-o', 'id'], { answers: { 'GET /v1/leads': answer } });
    expect([done.exitCode, done.stdout], done.stderr).toEqual([0, 'new\n']);
  });
});
