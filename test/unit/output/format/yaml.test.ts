import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openYaml } from '../../../../src/output/format/yaml.ts';
import { readJson } from '../../../../src/values/exact-json.ts';

const hazards = [
  '=',
  '<<',
  '~',
  'null',
  'Null',
  'yes',
  'No',
  'on',
  'OFF',
  'y',
  'true',
  'TRUE',
  '1',
  '007',
  '0o17',
  '0x1F',
  '0b1',
  '1_000',
  '1.5',
  '1e3',
  '.5',
  '.inf',
  '.nan',
  '-',
  '?',
  '1:30',
  '190:20:30',
  '+14155550133',
  '2025-03-01',
  '2025-03-01T09:00:00Z',
  '2025-3-1',
  '',
  ' ',
  ' a',
  'a ',
  'a\tb',
  '\ta',
  'a\t',
  'a\n',
  '\na',
  'a\n\n',
  'a \nb',
  ' a\nb',
  'a\n\tb',
  'a\r\nb',
  'a\rb',
  'a: b',
  'a #b',
  '#a',
  '- a',
  '? a',
  ': a',
  '[a',
  '{a',
  '}a',
  ']a',
  ',a',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  '%a',
  '@a',
  '`a',
  '"a"',
  "'a'",
  "it's",
  'a\\b',
  '---',
  '...',
  '--- a',
  '\u0007',
  '\u0000',
  '\u001b[31m',
  '\u007f',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u202e',
  '\ufeff',
  '\u00a0',
  '🫡',
  'é',
  'مرحبا',
  'a\u00adb',
  '\ufffe',
  '!!str',
  '=a',
  'a=',
  '<<a',
  'key: |',
  '{{name}}',
  '%YAML 1.2',
];

const python = spawnSync('python3', ['-c', 'import yaml'], { encoding: 'utf8' }).status === 0;

/** Returns how PyYAML, a YAML 1.1 parser, reads the documents. */
const readBack = (documents: readonly string[]): unknown[] => {
  const program = 'import json,sys,yaml\nprint(json.dumps([yaml.safe_load(text) for text in json.load(sys.stdin)], default=str))';
  const { stdout, stderr } = spawnSync('python3', ['-c', program], { input: JSON.stringify(documents), encoding: 'utf8', maxBuffer: 1e8 });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
};

test.skipIf(!python)('a reader of YAML 1.1 (python3 with PyYAML) reads every text, key and list as it was', async () => {
  const yaml = await openYaml();
  const texts = fc.sample(
    fc.array(fc.oneof(fc.constantFrom(...hazards), fc.string({ unit: 'binary' })), { maxLength: 4 }).map((parts) => parts.join('')),
    500,
  );
  const values = [...hazards, ...texts].flatMap((text) => [
    text,
    [text],
    { text },
    { list: [text, { deep: text }] },
    [{ [`${text}k`]: text }],
    { [text]: 1 },
  ]);
  expect(readBack(values.map(yaml))).toEqual(values);
});

test('what a reader of YAML 1.1 refuses or takes for something else is quoted', async () => {
  const yaml = await openYaml();
  expect(yaml({ a: '=', b: 'x\ty', c: '<<', d: 'no', e: '2025-03-01', f: '+14155550133' })).toBe(
    'a: "="\nb: "x\\ty"\nc: "<<"\nd: "no"\ne: "2025-03-01"\nf: "+14155550133"\n',
  );
});

test('numbers keep their digits', async () => {
  const yaml = await openYaml();
  expect(yaml(readJson('{"a":9007199254740993,"b":1.0,"c":[1e400,12],"d":1.5}'))).toBe(
    'a: 9007199254740993\nb: 1.0\nc:\n  - 1e400\n  - 12\nd: 1.5\n',
  );
  expect(yaml([1e21])).toBe('- 1.0e+21\n');
});
