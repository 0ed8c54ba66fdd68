import type { Topic } from './topic.ts';

export const profilesTopic: Topic = {
  about: 'keys and settings for one or more workspaces',
  parts: [
    'A profile holds a key, the base URL it belongs to, and settings. Only you can read the file (mode 0600), and a stored key is only ever sent to the base URL it was stored for.',
    '  boltcall login                             # creates the profile "default"\n  boltcall login --profile clinic            # a second profile\n  boltcall profiles use clinic\n  boltcall profiles set default_agent agent_abc123\n  boltcall whoami',
    'With a password manager, save the command that prints the key instead of the key. It runs without a shell whenever a key is needed, and is never read from a repository:',
    "  boltcall login --key-command 'op read op://vault/boltcall/key'",
    'Precedence: option, environment, .boltcall.json, profile, default. One exception: an explicit --profile overrides BOLTCALL_API_KEY, BOLTCALL_BASE_URL and BOLTCALL_PROFILE, and says so.',
    'A .boltcall.json in this directory, or in a parent up to the root of the repository, may set profile, output, columns, default_agent, forward_to, routes, events, region and timezone. Anything else in it is refused, so that a cloned repository cannot redirect keys. Deliveries go to another machine only if you allow it once.',
    '  {"routes": {"call.*": "3000/calls"}}',
  ],
};
