// Writes the README's table of commands from the program itself; `npm run commands`. With --check it only reports whether it is stale.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { root } from './install.mjs';

const program = process.env.BOLTCALL_PROGRAM ?? `${root}bin/boltcall.cjs`;
const { stdout } = spawnSync(process.execPath, [program, 'commands'], { encoding: 'utf8', maxBuffer: 16 * 1_048_576 });
/** The commands of each group, on one line. */
const groups = new Map();
for (const { command, hidden } of JSON.parse(stdout).commands) {
  if (hidden) continue;
  const words = command.split(' ');
  const group = words.slice(0, -1).join(' ');
  groups.set(group, [...(groups.get(group) ?? []), words.at(-1)]);
}
const rows = [...groups].map(
  ([group, names]) => `| ${group === '' ? 'on their own' : `\`${group}\``} | ${names.map((name) => `\`${name}\``).join(', ')} |`,
);
const table = ['| Group | Commands |', '| --- | --- |', ...rows].join('\n');
const readme = readFileSync(`${root}README.md`, 'utf8');
const fresh = readme.replace(/(<!-- commands:[^\n]*-->\n)[\s\S]*?(<!-- \/commands -->)/, (_, open, close) => `${open}\n${table}\n\n${close}`);
if (process.argv.includes('--check')) process.exitCode = fresh === readme ? 0 : 1;
else writeFileSync(`${root}README.md`, fresh);
