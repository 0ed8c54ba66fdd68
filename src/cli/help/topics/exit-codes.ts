import type { Topic } from './topic.ts';

export const exitCodesTopic: Topic = {
  about: 'what the exit code tells a script',
  parts: [
    [
      ['0', 'done; also when the reader of a pipe has gone'],
      ['1', 'a fault of boltcall itself, or the output could not be written'],
      ['2', 'usage: nothing was sent'],
      ['3', 'no key, or the service refused it (401)'],
      ['4', 'not allowed (403), or refused by --read-only'],
      ['5', 'not found (404)'],
      ['6', 'conflict (409)'],
      ['7', 'the service refused a value (400, 422)'],
      ['8', 'rate limited (429) after all retries'],
      ['9', 'a read was answered by an error of the service (5xx) or by something that is no API answer'],
      ['10', 'network: nothing was sent, or a read broke off'],
      ['11', 'time-out of a read, or before a request was sent'],
      [
        '12',
        'outcome unknown: a request that changes something may have been carried out; it was not repeated, and the error names the command that checks',
      ],
      ['13', 'some of many items failed'],
      ['14', 'a check said no: verify, doctor, sandbox status, --fail-over, --require-status'],
      ['129, 130, 143', 'ended by SIGHUP, SIGINT (or an answer of no), SIGTERM, after cleaning up'],
    ],
    'Errors are two lines on stderr: what happened, and what to do. With -o json, -o jsonl or BOLTCALL_ERRORS=json the last line of stderr is one JSON object, {"error": {"code", "message", "status", "exit_code", "hint", …}}.',
  ],
};
