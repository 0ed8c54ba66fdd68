import type { Topic } from './topic.ts';

export const environment: Topic = {
  about: 'the variables that boltcall reads',
  parts: [
    'An option beats its variable; a variable beats .boltcall.json and the profile. `boltcall whoami` shows where each value came from.',
    [
      ['BOLTCALL_API_KEY', 'the key'],
      ['BOLTCALL_BASE_URL', 'where the API is'],
      ['BOLTCALL_PROFILE', 'which stored profile'],
      ['BOLTCALL_SANDBOX=1', 'use the sandbox that runs on this machine'],
      ['BOLTCALL_OUTPUT', 'the format: table, json, jsonl, csv, tsv, yaml, id'],
      ['BOLTCALL_ERRORS=json', 'errors as one line of JSON, whatever the format'],
      ['BOLTCALL_TIMEOUT', 'seconds for one request'],
      ['BOLTCALL_MAX_RETRIES', 'how often a request that may be repeated is'],
      ['BOLTCALL_MODE', 'test or live: refuse to run with the other kind of key'],
      ['BOLTCALL_READ_ONLY=1', 'refuse whatever changes the service; no option undoes it'],
      ['BOLTCALL_WEBHOOK_SECRET', 'the app secret that listen registers and trigger signs with'],
      ['BOLTCALL_VIA', 'the tunnel of listen: cloudflared, ngrok, ssh, svix, url, local'],
      ['BOLTCALL_DEBUG=1', 'each request and answer on stderr, secrets hidden'],
      ['BOLTCALL_CA_FILE', 'certificate authorities to trust besides the usual ones; NODE_EXTRA_CA_CERTS and SSL_CERT_FILE are read too'],
      ['BOLTCALL_CONFIG_DIR', 'where the profiles are kept'],
      ['BOLTCALL_STATE_DIR', 'where the delivery log and running listeners are kept'],
      ['BOLTCALL_CACHE_DIR', 'where ids for completion are kept'],
      ['HTTPS_PROXY, HTTP_PROXY', 'the proxy, with ALL_PROXY for both and NO_PROXY for exceptions'],
      ['NO_COLOR, FORCE_COLOR', 'no colours, or colours also in pipes'],
      ['CI', 'never ask, no spinner'],
      [
        'AI_AGENT, CLAUDECODE …',
        'set by AI agents (also GEMINI_CLI, CURSOR_AGENT, OPENCODE, COPILOT_CLI): without a terminal no questions, color or spinner',
      ],
    ],
  ],
};
