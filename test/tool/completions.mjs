// Writes completions/ from the sources; `npm run completions`. A test says when they are stale.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { root } from './install.mjs';

const files = { bash: 'boltcall.bash', zsh: '_boltcall', fish: 'boltcall.fish', powershell: 'boltcall.ps1' };
mkdirSync(`${root}completions`, { recursive: true });
for (const [shell, file] of Object.entries(files)) {
  const { stdout } = spawnSync(process.execPath, [`${root}bin/boltcall.cjs`, 'completion', shell], { encoding: 'utf8' });
  writeFileSync(`${root}completions/${file}`, stdout);
}
