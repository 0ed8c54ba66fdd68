import type { Topic } from './topic.ts';

export const sandboxTopic: Topic = {
  about: 'a Boltcall service on your own machine, to try everything with',
  parts: [
    '  boltcall sandbox start --detach\n  boltcall agents list --sandbox\n  boltcall sandbox stop',
    'The sandbox answers every documented request from a made-up workspace: agents, calls with transcripts and recordings, leads, messages, appointments. Outbound calls ring, start and complete; webhooks are delivered, signed as the service signs them. Nobody is called or texted.',
    [
      ['--data FILE', 'keep what happens'],
      ['--seed N', 'the same workspace each time'],
      ['--plan starter', 'enforce the rate limits of a plan'],
      ['--fail 0.1, --latency 300', 'see how your code copes'],
      ['--speed 10', 'calls that pass ten times as fast'],
    ],
    'For scripts and CI: `boltcall sandbox run -- ./my-test.sh` starts one on a free port, sets BOLTCALL_BASE_URL and BOLTCALL_API_KEY for the command, and ends with it.',
  ],
};
