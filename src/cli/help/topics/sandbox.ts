import type { Topic } from './topic.ts';

export const sandboxTopic: Topic = {
  about: 'a complete local Boltcall to try everything with',
  parts: [
    '  boltcall sandbox start --detach\n  boltcall agents list --sandbox\n  boltcall sandbox stop',
    'The sandbox implements every documented endpoint with sample data: agents, calls with transcripts and recordings, leads, messages, appointments. Outbound calls ring, start and complete; webhooks are delivered with real signatures. No real calls or texts.',
    [
      ['--data FILE', 'keep its data in a file'],
      ['--seed N', 'the same sample data every time'],
      ['--plan starter', 'enforce the rate limits of a plan'],
      ['--fail 0.1, --latency 300', 'test how your code handles errors'],
      ['--speed 10', 'calls that run ten times faster'],
    ],
    'For scripts and CI: `boltcall sandbox run -- ./my-test.sh` starts one on a free port, sets BOLTCALL_BASE_URL and BOLTCALL_API_KEY for the command, and stops when it exits.',
  ],
};
