import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'rolldown/utils';
import { describe, expect, it } from 'vitest';
import { globalOptions } from '../src/cli/command/global-options.ts';
import { groupAbout, leaves } from '../src/cli/tree/tree.ts';
import { entries } from '../src/commands/index.ts';

/**
 * Phrases that no American developer would write. The program once contained them; they must not come back. Each pattern comes with
 * an example that it must match, so that no pattern is useless.
 */
const banned: ReadonlyArray<readonly [RegExp, string]> = [
  [/\bis no (?!longer|other)\w+/i, 'it is no address'],
  [/\bhas no use\b/, '--port has no use with --via svix'],
  [/\banew\b/, 'sign anew'],
  [/\b(faulty|mend)\b/i, '3 rows are faulty. Mend the file.'],
  [/\ba word too many\b/, '`x` is a word too many'],
  [/\bsomebody|everybody\b/i, 'call somebody'],
  [/\b(contradict|exclude) each other\b|\bsay the same thing twice\b/, '--a and --b contradict each other'],
  [/\bGive (one of them|them|it|the|a|an|another|JSON|ids?)\b/, 'Give one of them.'],
  [/\bthe answer was no\b|\bsaid no\b/, 'the answer was no'],
  [/\bnothing was done\b/, 'nothing was done'],
  [/\bthere is no terminal to ask on\b|\basks? first\b/i, 'this asks first'],
  [/\bgo(es)? on with\b|\bgo on where\b/i, 'go on with --resume'],
  [/\b(is|are|was|were) (stored|kept) (is|are)\b|\bStored are\b/, 'Stored are: a, b'],
  [/\bwhat (is|was) (not |the )?(used up|read|wanted|missing)\b/i, 'what is missing'],
  [/\bhow (many are wanted|often is|long at most)\b/, 'how many are wanted'],
  [/; repeat for more\b|\brepeat for more\b/, 'a tag; repeat for more'],
  [/; default \w/, 'how often; default 3'],
  [/\bby default (a|an|the|yours|one) /, 'which one; by default the first'],
  [/\btakes? (it|the key|what|an event|deliveries|every)\b/i, 'the API takes the key'],
  [/\b(is|are|was) answered (otherwise|\d|the)\b|\banswered otherwise\b/, 'the app answered otherwise'],
  [/\bsignature (does not )?fits?\b|\bfits neither\b|\bapart from that\b/, 'the signature does not fit'],
  [/\bno form that is known\b/, 'the signature is in no form that is known'],
  [/\bbrings? (webhook|its|the|them)\b/i, 'Bring webhook events'],
  [/\bin front\b(?! of)/, 'with sha256= in front'],
  [/\bbeforehand\b|\bmeanwhile comes\b|\ball the same\b/, 'approved beforehand'],
  [/\botherwise than|others than\b/, 'others than loopback'],
  [/\bwritten down\b|\bout again\b|\bof (its|your|their) own\b/, 'a secret of its own'],
  [/\bforwards nowhere\b|\bonly shown\b/, 'forwards nowhere'],
  [/\bis not sent on\b|\bpass(es)? on\b|\bpasses requests\b/, 'a repeat is not sent on'],
  [/\bHow shall\b|\bshall deliveries\b/, 'How shall deliveries come in?'],
  [/\bcome(s)? in(?! the)\b|\bhas come in\b/, 'deliveries come in'],
  [/\blooks? (at|for|through) (the|what|node)\b/i, 'Look for what is wrong'],
  [/\bset aside\b|\bwell then\b|\bworks again\b|\blooking again\b/, 'looking works again'],
  [/\b(neutralis|colour|cheque|behaviour|honour|favour|licence|enquir|recognis|organis|cancelled it)/i, 'neutralise the colour'],
  [/\be-mail/i, 'an e-mail'],
  [/\b(once for each|each once|a line each|one a (line|workspace|file)|a (row|line|turn) a)\b/, 'one a line'],
  [/\bis (sent|shown) as it is\b/, 'and is sent as it is'],
  [/\bnot known whether\b|\bit is known\b|\bmay not be (used|read|executed)\b/, 'it is not known whether'],
  [/\bspan of time\b|\bmore than nothing\b|\bof the calendar\b/, 'is not a span of time'],
  [/\bkeys? (is|are) made\b|\bNone is (stored|used)\b/, 'None is stored yet'],
  [/\bto be done\b|\bmay have been done\b/, 'it may have been done'],
  [/\bthere is no (command|option|profile|column|format|event|page|country|way|method|such|field)\b/i, 'there is no column x'],
];

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** Returns the texts of a file that may be shown to a user: two words or more, with `…` in place of each value. */
const texts = (file: string): string[] => {
  const found: string[] = [];
  const visitor = new Visitor({
    Literal: (node) => {
      if (typeof node.value === 'string') found.push(node.value);
    },
    TemplateLiteral: (node) => {
      found.push(node.quasis.map(({ value }) => value.cooked ?? value.raw).join('…'));
    },
  });
  visitor.visit(parseSync(file, readFileSync(`${root}src/${file}`, 'utf8'), { lang: 'ts' }).program);
  return found.filter((text) => /\p{L}+ \p{L}/u.test(text));
};

/** Excluded: sample data, where agents and callers may speak as they like. */
const spoken = /^(sandbox\/seed|webhooks\/trigger\/(documented-samples|other-samples|sample))/;
const said = files.filter((file) => !spoken.test(file)).flatMap((file) => texts(file).map((text) => ({ file, text })));

/** Returns the matches of a pattern, each with the surrounding words. */
const found = (pattern: RegExp): string[] =>
  said.flatMap(({ file, text }) => {
    const at = text.search(pattern);
    return at < 0 ? [] : [`${file}: ${text.slice(Math.max(0, at - 40), at + 60)}`];
  });

describe('what a user may read', () => {
  it('is found in the source', () => {
    expect(said.length).toBeGreaterThan(1_500);
  });

  it.each(banned)('%s', (pattern, example) => {
    expect(example).toMatch(pattern);
    expect(found(pattern)).toEqual([]);
  });

  it('names options and values in backticks, never in single quotes', () => {
    const quoted = /(?<![\w=])'(--?[a-z][\w-]*|\u2026)'/;
    expect("option '--limit' needs a value").toMatch(quoted);
    expect(found(quoted).filter((place) => !place.startsWith('sandbox/'))).toEqual([]);
  });

  it('puts what was typed in backticks, never in double quotes', () => {
    const quoted = /"\u2026"/;
    expect('the file has no column "\u2026"').toMatch(quoted);
    // Double quotes are for what somebody said and what something is called, and belong to JMESPath, XML and shells.
    const quotations = /^(rules\/|commands\/(appointments\/cancel|calls\/check)|output\/format\/query|platform\.ts|webhooks\/replay\/edit)/;
    expect(found(quoted).filter((place) => !quotations.test(place))).toEqual([]);
  });
});

const all = leaves(entries);
const commands = await Promise.all(all.map(async (leaf) => ({ leaf, command: await leaf.load() })));
const verb = /^[A-Z][a-z]+,? /;

describe('help lines', () => {
  const lines = [...all.map(({ words, about }) => [words.join(' '), about] as const), ...Object.entries(groupAbout)];

  it.each(lines)('%s begins with a verb and has no full stop', (_, about) => {
    const line = `${about.slice(0, 1).toUpperCase()}${about.slice(1)}`;
    expect(line).toMatch(verb);
    expect(line).not.toMatch(/\.$/);
    expect(verbs).toContain(line.split(/,? /)[0]);
  });

  const options = [
    ...globalOptions.map(({ flags, about }) => [flags, about] as const),
    ...commands.flatMap(({ leaf, command }) =>
      (command.options ?? []).map(({ name, field }) => [`${leaf.words.join(' ')} --${name}`, field.about] as const),
    ),
  ];

  it.each(options)('%s is described in lower case, without a full stop', (_, about) => {
    expect(about).toMatch(/^(?:[a-z@`]|API|CSV|JMESPath|PEM|X-|URL|ISO)/);
    expect(about).not.toMatch(/\.$/);
  });
});

/** The verbs that help lines start with; a line that starts with a noun fails. */
const verbs = new Set(
  'Add Call Compare Serve Cancel Change Check Create Delete Diagnose Export Forget Forward Import Inspect List Manage Open Pause Permanently Place Print Remove Rename Resend Reset Resolve Resume Register Run Save Send Set Show Simulate Start Stop Switch Text Use Watch Update Install'.split(
    ' ',
  ),
);
