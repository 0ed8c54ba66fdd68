// Builds the program as one executable, with Node's SEA and a code cache: `npm run executable -- --out FILE`. It runs on the system it is
// built on, contains the Node it is built with, and needs no Node at run time.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { install, root } from './install.mjs';

install();
const { rolldown } = await import('rolldown');
const { bundled } = await import('./bundle.mjs');
const { inject } = await import('postject');

const at = process.argv.indexOf('--out');
const out = resolve(at < 0 ? `${root}dist-executable/boltcall` : (process.argv[at + 1] ?? 'boltcall'));
const work = `${out}.${process.pid}`;

mkdirSync(work, { recursive: true });
try {
  // One file: lazy parts are still compiled lazily, and the code cache holds what was compiled.
  const bundle = await rolldown({ ...bundled, input: { main: 'test/tool/executable-entry.mjs' } });
  // Inside an executable Node offers require for its own modules, and no import().
  await bundle.write({
    dir: work,
    format: 'cjs',
    entryFileNames: 'main.cjs',
    codeSplitting: false,
    dynamicImportInCjs: false,
    minify: true,
  });
  await bundle.close();
  const config = { main: join(work, 'main.cjs'), output: join(work, 'blob'), disableExperimentalSEAWarning: true, useCodeCache: true };
  writeFileSync(join(work, 'sea.json'), JSON.stringify(config));
  const made = spawnSync(process.execPath, ['--experimental-sea-config', join(work, 'sea.json')], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  mkdirSync(dirname(out), { recursive: true });
  copyFileSync(process.execPath, join(work, 'program'));
  chmodSync(join(work, 'program'), 0o755);
  await inject(join(work, 'program'), 'NODE_SEA_BLOB', readFileSync(join(work, 'blob')), {
    sentinelFuse: 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
  });
  copyFileSync(join(work, 'program'), out);
  chmodSync(out, 0o755);
} finally {
  rmSync(work, { recursive: true, force: true });
}
