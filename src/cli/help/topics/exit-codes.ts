import type { Topic } from './topic.ts';

export const exitCodesTopic: Topic = {
  about: 'what each exit code means',
  parts: [
    [
      ['0', 'success, also when the reader of a pipe closed it'],
      ['1', 'a bug in boltcall, or the output could not be written'],
      ['2', 'usage error; nothing was sent'],
      ['3', 'no API key, or the API rejected it (401)'],
      ['4', 'not allowed (403), or refused by --read-only'],
      ['5', 'not found (404)'],
      ['6', 'conflict (409)'],
      ['7', 'the API rejected a value (400, 422)'],
      ['8', 'still rate limited (429) after all retries'],
      ['9', 'server error (5xx) or an unexpected response to a read'],
      ['10', 'network error; nothing was sent, or a read was interrupted'],
      ['11', 'timeout of a read, or before anything was sent'],
      ['12', 'outcome unknown: the change may have gone through; it was not retried, and the error names a command that checks'],
      ['13', 'some of several items failed'],
      ['14', 'a check failed: verify, doctor, sandbox status, --fail-over, --require-status'],
      ['129, 130, 143', 'ended by SIGHUP, SIGINT (or declined at a prompt), SIGTERM, after cleaning up'],
    ],
    'Errors are two lines on stderr: what went wrong, and what to do. With -o json, -o jsonl or BOLTCALL_ERRORS=json the last line of stderr is a JSON object: {"error": {"code", "message", "status", "exit_code", "hint", …}}.',
  ],
};
