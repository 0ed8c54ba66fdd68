// Writes the README's table of commands from the program itself; `npm run commands`. With --check only says whether it is stale.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { root } from './install.mjs';

const program = process.env.BOLTCALL_PROGRAM ?? `${root}bin/boltcall.cjs`;
const { stdout } = spawnSync(process.execPath, [program, 'commands'], { encoding: 'utf8', maxBuffer: 16 * 1_048_576 });
const rows = JSON.parse(stdout)
  .commands.filter((command) => !command.hidden)
  .map((command) => `| \`${command.command}\` | ${command.about.replaceAll('|', '\\|')} |`);
const table = ['| Command | What it does |', '| --- | --- |', ...rows].join('\n');
const readme = readFileSync(`${root}README.md`, 'utf8');
const fresh = readme.replace(/(<!-- commands:[^\n]*-->\n)[\s\S]*?(<!-- \/commands -->)/, (_, open, close) => `${open}\n${table}\n\n${close}`);
if (process.argv.includes('--check')) process.exitCode = fresh === readme ? 0 : 1;
else writeFileSync(`${root}README.md`, fresh);
