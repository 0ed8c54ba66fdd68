import { expect, test } from 'vitest';
import { inWorld, listOf } from '../support/world.ts';

/** Control sequences that terminals obey: OSC 52 (the clipboard), CSI, SGR, C1, bidi, BS, SO, DEL. */
const nasty = 'Ana\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u001b[8m\u009b31m\u202e\b\u000e\u007f.';
const obeyed = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\u001b(?!\[[\d;]*m)|\u001b\[8m/;

const call = {
  id: 'call_1',
  status: 'completed',
  created_at: '2025-03-04T10:00:00Z',
  transcript: [{ role: 'user', text: nasty, timestamp: '2025-03-04T10:00:00Z' }],
};
const appointment = {
  id: 'apt_1',
  status: 'confirmed',
  title: nasty,
  notes: nasty,
  start_time: '2025-03-05T10:00:00Z',
  end_time: '2025-03-05T10:30:00Z',
  created_at: '2025-03-04T10:00:00Z',
};
const answers = {
  'GET /v1/calls/call_1': { body: call },
  'GET /v1/calls/call_1/transcript': { body: { call_id: 'call_1', transcript: call.transcript } },
  'GET /v1/calls': listOf([call]),
  'GET /v1/appointments': listOf([appointment]),
};

test.each([
  ['calls', 'transcript', 'call_1', '-o', 'text'],
  ['calls', 'transcript', 'call_1', '-o', 'md'],
  ['calls', 'transcript', 'call_1'],
  ['calls', 'get', 'call_1', '-o', 'yaml'],
  ['calls', 'list', '-q', '[].transcript[].text'],
  ['appointments', 'export', '-o', 'ics'],
  ['appointments', 'list', '-o', 'csv'],
])('no text of the service drives the terminal: %s %s %s %s %s', async (...argv) => {
  const done = await inWorld([...argv, '--debug'], { columns: 80, errorColumns: 80, answers });
  expect(done.exitCode, done.stderr).toBe(0);
  expect(done.stdout + done.stderr).toContain('Ana');
  expect(obeyed.exec(done.stdout + done.stderr)).toBeNull();
});

test('what is not a terminal gets the bytes as they came', async () => {
  const done = await inWorld(['calls', 'transcript', 'call_1', '-o', 'text'], { answers });
  expect(done.stdout).toContain(nasty);
});

test('a line of --debug is shown, not obeyed, and bytes stay in a file', async () => {
  const header = { ...answers, 'GET /v1/calls/call_1': { headers: [['x-note', nasty] as const], body: call } };
  const [terminal, file] = [
    await inWorld(['calls', 'get', 'call_1', '--debug'], { errorColumns: 80, answers: header }),
    await inWorld(['calls', 'get', 'call_1', '--debug'], { answers: header }),
  ];
  expect(terminal.stderr).toContain('x-note: Ana\\x1b]52;c;ZXZpbA==\\x07\\x1b[2J\\x1b[8m\\x9b31m\\u202e\\x08\\x0e\\x7f.');
  expect(file.stderr).toContain(`x-note: ${nasty}`);
});
