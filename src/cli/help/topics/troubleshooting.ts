import type { Topic } from './topic.ts';

/** Error messages, with `…` for variable parts, and what to do about each. test/e2e/troubleshooting.test.ts provokes every one. */
export const explained: ReadonlyArray<readonly [title: string, rows: ReadonlyArray<readonly [words: string, advice: string]>]> = [
  [
    'Keys and profiles',
    [
      ['no API key', 'Save one with `boltcall login`, set BOLTCALL_API_KEY, or use --sandbox.'],
      ['HTTP 401', 'The key is wrong, expired or revoked. `boltcall whoami` shows which key is used.'],
      ['HTTP 403', 'The key lacks a permission (read and write are separate), or the plan has no webhooks.'],
      ['the key of … belongs to …', 'A saved key is only sent to its own base URL. Use BOLTCALL_API_KEY, or another --profile.'],
      ['unknown profile …', 'Run `boltcall profiles list`, or create one with `boltcall login --profile NAME`.'],
      ['… allows only a live key', '--live, --test or BOLTCALL_MODE rejects the other kind of key. Use another profile.'],
      ['read-only mode is on', '--read-only, BOLTCALL_READ_ONLY or the profile forbids changes; the error says which.'],
      ['refusing to send an API key over plain http', 'Use an https:// base URL; only this machine may be http://.'],
      ['is not allowed there', 'A .boltcall.json may not hold keys or URLs of the API. Use `boltcall login`.'],
    ],
  ],
  [
    'Arguments',
    [
      ['unknown command …', 'See `boltcall --help`, or `boltcall commands` for the whole tree.'],
      ['unknown option …', 'See the --help of the command; global options are in `boltcall help options`.'],
      ['missing --name TEXT', 'A required option is missing. Without a terminal, boltcall never prompts.'],
      ['confirmation required', 'In scripts add --yes, or --dry-run to preview the request.'],
      ['cannot be used together', 'Drop one of the two options. --sandbox sets its own base URL and key.'],
      ['has no country code', 'Write +14155550133, or set a default country: `boltcall profiles set region US`.'],
      ['is not a date or time', 'See `boltcall help dates` for the accepted forms.'],
      ['unknown column …', 'The error lists the columns. Tables hide some of them unless --columns selects them.'],
      ['is jq; this is JMESPath', 'Remove the leading dot: -q "[].id".'],
      ['no … has the id …', 'The list has no such id. Test and live workspaces differ: check `boltcall whoami`.'],
      ['HTTP 422', 'The API rejected a value and names it.'],
    ],
  ],
  [
    'Network',
    [
      ['does not resolve', 'Your network does not know the host name. Run `boltcall doctor`.'],
      ['could not be looked up', 'No DNS server responded. Run `boltcall doctor`.'],
      ['refused the connection', 'Nothing is listening there. Check the base URL with `boltcall whoami`.'],
      ['did not answer within', 'Allow more time with --timeout 60. Changes are never retried after a timeout.'],
      ['did not finish within', 'Allow more time with --timeout 60, or request less with --limit.'],
      ['is not trusted', 'Pass the certificate authority of your company with --ca-file or BOLTCALL_CA_FILE.'],
      ['with an HTML page', 'The base URL leads to a web page or a proxy login. Check `boltcall whoami`.'],
      ['HTTP 429', 'The rate limit of your plan, after all retries. The error says when to retry.'],
      ['outcome unknown', 'Exit code 12. Run the command in the hint before you send it again.'],
    ],
  ],
  [
    'Webhooks',
    [
      ['no tunnel available', 'Install a tunnel program, use --via svix or your own URL, or use --sandbox.'],
      ['no target', 'Pass --forward-to, start `boltcall listen`, or run `boltcall profiles set forward_to URL`.'],
      ['nothing is listening on', 'Your app is not running, or it uses another port.'],
      ['404', 'Your app has no POST route at that path: check the path in --forward-to.'],
      ['301', 'Your app redirects, often to add or drop a slash: forward to that URL.'],
      ['308', 'Your app redirects, often to add or drop a slash: forward to that URL.'],
      ['401', 'Your app must verify the raw body with the secret of `boltcall listen --print-secret`.'],
    ],
  ],
  [
    'Sandbox and files',
    [
      ['no sandbox is running on this machine', 'Start one with `boltcall sandbox start --detach`.'],
      ['a sandbox is already running on port …', 'Use it with --sandbox, stop it, or choose --port.'],
      ['nothing to resume', 'No row of this was ever sent. Run the same command without --resume.'],
      ['who was contacted is no longer certain', 'A ledger file was emptied or cut. Restore it, or run the `boltcall ledger forget` in the hint.'],
      ['has an unknown outcome', 'Check whether it arrived. Then use --again, or `boltcall ledger settle NUMBER --sent`.'],
      ['cannot reach the ledger', 'Exit code 10 or 13. Check the database and the network, then run the command again.'],
      ['belongs to a different file or different options', 'An earlier version left a journal. Finish with its file and options, or move it away.'],
    ],
  ],
];

export const troubleshooting: Topic = {
  about: 'common errors and how to fix them',
  parts: [
    'Errors are two lines: what went wrong, and what to do. Add --debug to see each request and response, without secrets.',
    // Wide enough that the advice goes below its error.
    ...explained.map(([title, body]) => ({ title, body, room: 60 })),
  ],
};
