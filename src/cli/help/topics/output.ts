import type { Topic } from './topic.ts';

export const outputTopic: Topic = {
  about: 'formats, columns, queries, and what scripts can rely on',
  parts: [
    'Only the result goes to stdout. Notes, progress, prompts and errors go to stderr.',
    [
      ['table', 'for people; in a pipe, one tab-separated line per row, nothing cut, headings with --header'],
      ['json', 'an array for a list, otherwise one object, exactly as the API returned it'],
      ['jsonl', 'one object per line, as they arrive'],
      ['csv, tsv', 'with a header; --safe-csv escapes cells that a spreadsheet would run'],
      ['yaml', 'like json, as YAML'],
      ['id', 'one id per line'],
    ],
    '--columns a,b,c selects columns (table, csv, tsv) or fields (json, jsonl, yaml). Dotted paths reach nested fields: transcript.0.text. Tables leave out minor columns (agent_id of calls, tags of leads) unless you ask for them; csv and tsv include them.',
    '-q filters the JSON output with a JMESPath expression:',
    "  boltcall leads list -q '[?score > `70`].{name: name, phone: phone}'",
    'Lists show 20 items; use --limit N or --all for more. Filters that the API does not have are applied on the client, searching at most --scan N records.',
  ],
};
