// Writes man/boltcall.1 from the program's own catalog; `npm run man`. With --check it only reports whether it is stale.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from './install.mjs';

const program = process.env.BOLTCALL_PROGRAM ?? `${root}bin/boltcall.cjs`;
const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'commands'], { encoding: 'utf8', maxBuffer: 16 * 1_048_576 });
if (status !== 0) throw new Error(`${program} commands exited with ${status}: ${stderr}`);
const { version, exit_codes, global_options, commands } = JSON.parse(stdout);

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
/** The date of the newest release in the changelog, so that the page changes with the changelog and not with the day it is built. */
const [, year, month, day] = /^## .*(\d{4})-(\d{2})-(\d{2})/m.exec(readFileSync(`${root}CHANGELOG.md`, 'utf8')) ?? [];
const date = year === undefined ? 'January 1, 2026' : `${months[Number(month) - 1]} ${Number(day)}, ${year}`;

/** Escapes text for roff: backslashes, dashes and quotes appear as typed, and characters outside ASCII are written as code points. */
const text = (written) =>
  written
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('`', '\\(ga')
    .replaceAll("'", '\\(aq')
    .replaceAll('"', '\\(dq')
    .replace(/[^\x20-\x7e\n]/gu, (letter) => `\\[u${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
/** Formats a paragraph as roff expects it: each sentence on its own line, at most 78 bytes per line, and no line starts with a control character. */
const prose = (written) =>
  written
    .replace(/([.?!])\s+(?=[A-Z])/g, '$1\n')
    .split('\n')
    .flatMap((sentence) =>
      text(sentence.trim())
        .replace(/(?=\S)(.{1,77})(?:\s+|$)/g, '$1\n')
        .split('\n'),
    )
    .filter(Boolean)
    .map((line) => (/^[.']/.test(line) ? `\\&${line}` : line))
    .join('\n');
/** Quotes one macro argument, so that nothing in it is read as a macro. */
const quoted = (written) => `"${text(written)}\\&"`;

const item = (name, about) => `.It ${quoted(name)}\n${prose(about)}`;
const list = (items) => ['.Bl -tag -width Ds', ...items, '.El'];

const typed = ({ name, short, value }) => `${short === undefined ? '' : `${short}, `}${name}${value === undefined ? '' : ` <${value}>`}`;
const word = ({ name, required, repeatable }) => {
  const inner = `${name}${repeatable ? '...' : ''}`;
  return required ? `<${inner}>` : `[${inner}]`;
};
const about = (option) => {
  const choices = option.choices?.join(', ');
  return choices === undefined || option.about.includes(choices) ? option.about : `${option.about} (${choices})`;
};

const section = (command) => [
  `.Ss ${quoted(['boltcall', command.command, ...command.arguments.map(word), ...(command.options.length > 0 ? ['[options]'] : [])].join(' '))}`,
  prose(`${command.about}.`),
  ...(command.detail ? ['.Pp', ...command.detail.split(/\n+/).flatMap((part, at) => [...(at === 0 ? [] : ['.Pp']), prose(part)])] : []),
  ...(command.options.length > 0 ? list(command.options.map((option) => item(typed(option), about(option)))) : []),
  '.Pp',
  command.examples.length === 1 ? 'Example:' : 'Examples:',
  '.Bd -literal -offset indent -compact',
  ...command.examples.map((example) => text(example)),
  '.Ed',
];

const page = [
  '.\\" Made by test/tool/man.mjs from the program itself.',
  `.Dd ${date}`,
  '.Dt BOLTCALL 1',
  '.Os',
  '.Sh NAME',
  '.Nm boltcall',
  '.Nd manage a Boltcall workspace and forward its webhook events to this machine',
  '.Sh SYNOPSIS',
  '.Nm',
  '.Ar command',
  '.Op Ar options',
  '.Sh DESCRIPTION',
  `This page is of version ${text(version)}.`,
  'Each command explains itself with',
  '.Fl \\-help .',
  '.Pp',
  'These options are taken by every command:',
  ...list(global_options.map((option) => item(option.flags, about(option)))),
  '.Sh COMMANDS',
  ...commands.filter(({ hidden }) => !hidden).flatMap(section),
  '.Sh EXIT STATUS',
  ...list(
    Object.entries(exit_codes)
      .sort(([, a], [, b]) => a - b)
      .map(([kind, code]) => item(String(code), kind.replaceAll('-', ' '))),
  ),
  '.Sh SEE ALSO',
  '.Lk https://boltcall.org/api-documentation "API documentation"',
].join('\n');

const file = `${root}man/boltcall.1`;
if (process.argv.includes('--check')) process.exitCode = readFileSync(file, 'utf8') === `${page}\n` ? 0 : 1;
else {
  mkdirSync(`${root}man`, { recursive: true });
  writeFileSync(file, `${page}\n`);
}
