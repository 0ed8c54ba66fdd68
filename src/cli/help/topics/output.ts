import type { Topic } from './topic.ts';

export const outputTopic: Topic = {
  about: 'formats, columns, queries, and what a script may rely on',
  parts: [
    'stdout carries the result alone. Notes, progress, questions and errors go to stderr.',
    [
      ['table', 'for people; in a pipe one row a line, tab-separated, no header, nothing cut'],
      ['json', 'a list is one array, anything else one object, as the service gave it'],
      ['jsonl', 'one object a line, as they come'],
      ['csv, tsv', 'with a header; --safe-csv neutralises cells that a spreadsheet would run'],
      ['yaml', 'the same as json, in YAML'],
      ['id', 'one id a line'],
    ],
    '--columns a,b,c chooses columns of table, csv and tsv, and fields of json, jsonl and yaml. Dotted paths reach inside: transcript.0.text. A table leaves out what matters less (agent_id of calls, tags of leads) unless it is chosen; csv and tsv have it.',
    '-q takes a JMESPath expression over exactly what -o json would print:',
    "  boltcall leads list -q '[?score > `70`].{name: name, phone: phone}'",
    'A list shows 20 items; --limit N or --all shows more, and stderr says when there is more. Filters that the service lacks are applied while reading, over at most --scan N records.',
  ],
};
