import type { Topic } from './topic.ts';

export const profilesTopic: Topic = {
  about: 'keys and settings for one workspace or several',
  parts: [
    'A profile keeps a key, the address it belongs to, and settings. The file is yours alone (mode 0600); a stored key goes to no other address than the one it was stored for.',
    '  boltcall login                             # the profile "default"\n  boltcall login --profile clinic            # another one\n  boltcall profiles use clinic\n  boltcall profiles set default_agent agent_abc123\n  boltcall whoami',
    'With a password manager, store the command that prints the key instead of the key. It is run without a shell, once for each command that needs a key, and is never taken from a repository:',
    "  boltcall login --key-command 'op read op://vault/boltcall/key'",
    'The order is: option, environment, .boltcall.json, profile, default. One exception: --profile typed as an option beats BOLTCALL_API_KEY, BOLTCALL_BASE_URL and BOLTCALL_PROFILE, with a note.',
    "A .boltcall.json in this directory, or above it up to the repository's root, may hold profile, output, columns, default_agent, forward_to, events, region and timezone. Anything else in it is refused: a cloned repository must not redirect keys.",
  ],
};
