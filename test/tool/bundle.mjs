import { readFileSync } from 'node:fs';
import { root } from './install.mjs';
import { lighten } from './lighten.mjs';
import { inspectorPage } from './page.mjs';

const skill = readFileSync(`${root}skills/boltcall/SKILL.md`, 'utf8');
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/** What the package and the single executable have in common when they are bundled. */
export const bundled = {
  cwd: root,
  platform: 'node',
  plugins: [...lighten, inspectorPage],
  // Importing a module lazily in one place and statically in another is intended.
  checks: { ineffectiveDynamicImport: false },
  transform: { define: { __VERSION__: JSON.stringify(version), __SKILL__: JSON.stringify(skill) } },
};
