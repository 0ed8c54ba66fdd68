// Writes completions/ from the sources; `npm run completions`. A test fails when they are stale.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { root } from './install.mjs';

const files = { bash: 'boltcall.bash', zsh: '_boltcall', fish: 'boltcall.fish', powershell: 'boltcall.ps1' };
mkdirSync(`${root}completions`, { recursive: true });
for (const [shell, file] of Object.entries(files)) {
  const program = process.env['BOLTCALL_PROGRAM'] ?? `${root}bin/boltcall.cjs`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'completion', shell], { encoding: 'utf8' });
  // A program that does not run must not leave empty scripts behind.
  if (status !== 0) throw new Error(`${program} completion ${shell} exited with ${status}: ${stderr}`);
  writeFileSync(`${root}completions/${file}`, stdout);
}
