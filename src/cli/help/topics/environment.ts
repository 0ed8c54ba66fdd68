import type { Topic } from './topic.ts';

export const environment: Topic = {
  about: 'environment variables that boltcall reads',
  parts: [
    'Options override variables; variables override .boltcall.json and the profile. `boltcall whoami` shows where each value comes from.',
    [
      ['BOLTCALL_API_KEY', 'the key'],
      ['BOLTCALL_BASE_URL', 'base URL of the API'],
      ['BOLTCALL_PROFILE', 'profile to use'],
      ['BOLTCALL_SANDBOX=1', 'use the sandbox running on this machine'],
      ['BOLTCALL_OUTPUT', 'output format: table, json, jsonl, csv, tsv, yaml, id'],
      ['BOLTCALL_ERRORS=json', 'print errors as one line of JSON in every format'],
      ['BOLTCALL_TIMEOUT', 'seconds to wait for each request'],
      ['BOLTCALL_MAX_RETRIES', 'retries for requests that are safe to repeat'],
      ['BOLTCALL_MODE', '`test` or `live`: refuse to run with the other kind of key'],
      ['BOLTCALL_READ_ONLY=1', 'refuse anything that changes data; no option overrides it'],
      ['BOLTCALL_WEBHOOK_SECRET', 'the app secret: registered by listen, used by trigger to sign'],
      ['BOLTCALL_VIA', 'tunnel used by listen: cloudflared, ngrok, ssh, svix, url, local'],
      ['BOLTCALL_LEDGER', 'the store that knows who was contacted: postgres://HOST/DATABASE, or a file'],
      ['BOLTCALL_DEBUG=1', 'log requests and responses to stderr, secrets hidden'],
      ['BOLTCALL_CA_FILE', 'extra certificate authorities to trust; NODE_EXTRA_CA_CERTS and SSL_CERT_FILE are read too'],
      ['BOLTCALL_CONFIG_DIR', 'directory for profiles'],
      ['BOLTCALL_STATE_DIR', 'directory for the delivery log and running listeners'],
      ['BOLTCALL_CACHE_DIR', 'directory for cached completion ids'],
      ['HTTPS_PROXY, HTTP_PROXY', 'proxies; ALL_PROXY sets both, NO_PROXY lists exceptions'],
      ['NO_COLOR, FORCE_COLOR', 'turn color off, or on even in pipes'],
      ['CI', 'never prompt, no spinner'],
      [
        'AI_AGENT, CLAUDECODE …',
        'set by AI agents (also GEMINI_CLI, CURSOR_AGENT, OPENCODE, COPILOT_CLI): without a terminal no questions, color or spinner',
      ],
    ],
  ],
};
