import { describe, expect, it } from 'vitest';
import { trace } from '../../../src/transport/trace.ts';

/** Nothing in it suggests that it is a key. */
const secret = 'Quince9Marble7Otter5Velvet3';

/** Returns what --debug prints for a request and a response with these bodies. */
const traced = async (sent: string, answer: readonly string[], secrets = [secret]): Promise<string> => {
  const lines: string[] = [];
  const headers = [['content-type', 'text/plain']] as const;
  const next = async () => ({
    status: 200,
    headers,
    body: (async function* () {
      for (const chunk of answer) yield Buffer.from(chunk);
    })(),
  });
  const transport = trace(next, { line: (text) => lines.push(text), now: () => 0, secrets });
  const request = { method: 'POST', url: new URL('http://service.test/x'), headers, body: sent, effect: 'none' } as const;
  for await (const _ of (await transport(request)).body) {
    // Reads to the end, because only then is the body reported.
  }
  return lines.join('\n');
};

/** Returns every part of a secret that is long enough (6 characters) to be useful to anyone. */
const parts = (text: string): string[] => Array.from({ length: text.length - 5 }, (_, at) => text.slice(at, at + 6));

describe('what --debug shows of bodies', () => {
  it.each([0, 1, 10, 26, 27, 200])('hides a secret that stands across the end of what is shown, %d bytes before it', async (before) => {
    const body = `${'.'.repeat(4096 - before)}${secret}${'.'.repeat(5000)}`;
    const said = await traced(body, [body]);
    expect(parts(secret).filter((part) => said.includes(part))).toEqual([]);
    expect(said.match(/… \(\d+ bytes\)/g)).toHaveLength(2);
  });

  it.each([4096, 4097, 4100, 4352, 4360, 5000])('hides it where a chunk of %d bytes cuts it, and among many others', async (first) => {
    const body = `${`${secret} `.repeat(120)}${'.'.repeat(3000)}${secret.repeat(100)}`;
    const said = await traced(body, [body.slice(0, first), body.slice(first)]);
    expect(parts(secret).filter((part) => said.includes(part))).toEqual([]);
    expect(said).toContain('[hidden] [hidden]');
  });

  it('shows a short body whole', async () => {
    expect(await traced('short', ['also ', 'short'], [])).toMatch(/> short\n[\s\S]*< also short$/);
  });
});
