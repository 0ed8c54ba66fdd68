import { describe, expect, test } from 'vitest';
import { exitCodes, Failure, type Kind, usage } from '../../../src/errors.ts';
import { failureJson, failureText } from '../../../src/output/failure.ts';

const full = new Failure('rate-limited', 'too many requests', {
  code: 'rate_limited',
  status: 429,
  hint: 'Come back in 30 s.',
  method: 'GET',
  url: 'https://api.boltcall.org/v1/calls',
  requestId: 'req_1',
  retryAfter: 30,
  attempts: 4,
});

describe('for a person', () => {
  test('a line for what happened, a line for what to do', () => {
    expect(failureText(usage('--limit: "x" is no number', 'Write it like --limit 50.'), false)).toBe(
      'error: --limit: "x" is no number\nWrite it like --limit 50.\n',
    );
    expect(failureText(full, false)).toBe('error: too many requests (HTTP 429, rate_limited, request req_1, 4 attempts)\nCome back in 30 s.\n');
  });

  test('what the service says cannot drive the terminal', () => {
    const text = failureText(new Failure('invalid', 'bad \u001b[2J\nname', { status: 422 }), true);
    expect(text.split('\n')[0]).toContain('bad \\x1b[2J↵name');
    expect(failureText(new Failure('invalid', 'x'), false)).not.toContain('\u001b');
  });

  test('nothing is said twice, and a closed pipe is no error', () => {
    expect(failureText(new Failure('partial', '2 of 3 failed', { told: true }), false)).toBe('');
    expect(failureText(new Failure('closed-pipe', 'gone'), false)).toBe('');
  });

  test('a failure after something may have been sent never says to run again', () => {
    for (const kind of ['internal', 'outcome-unknown', 'partial'] as const) {
      expect(failureText(new Failure(kind, 'x'), false)).not.toMatch(/again|retry/i);
    }
  });
});

describe('for a program', () => {
  test('one line with everything known', () => {
    const json = failureJson(full);
    expect(json.indexOf('\n')).toBe(json.length - 1);
    expect(JSON.parse(json)).toEqual({
      error: {
        code: 'rate_limited',
        message: 'too many requests',
        status: 429,
        exit_code: 8,
        hint: 'Come back in 30 s.',
        method: 'GET',
        url: 'https://api.boltcall.org/v1/calls',
        request_id: 'req_1',
        retry_after_seconds: 30,
        attempts: 4,
      },
    });
  });

  test('what is not known is absent', () => {
    expect(JSON.parse(failureJson(usage('no'))).error).toEqual({ code: 'usage', message: 'no', exit_code: 2 });
  });

  test.each(Object.keys(exitCodes).filter((kind): kind is Kind => kind in exitCodes && kind !== 'closed-pipe'))('%s has its exit code', (kind) => {
    expect(JSON.parse(failureJson(new Failure(kind, 'a\u009bb'))).error).toMatchObject({ exit_code: exitCodes[kind], message: 'a\u009bb' });
  });
});
