// Bundles src/ into dist/: a small main file and a chunk for every lazily imported part. CommonJS, because it starts faster than
// ES modules on every supported version of Node. `--out DIR` creates a complete program in DIR instead (bin, dist, package.json).
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { install, root } from './install.mjs';

install();
const { rolldown } = await import('rolldown');
const { licences } = await import('./licences.mjs');
const { groups } = await import('./lighten.mjs');
const { bundled } = await import('./bundle.mjs');

const at = process.argv.indexOf('--out');
const out = at < 0 ? root : `${resolve(process.argv[at + 1] ?? root)}/`;

const bundle = await rolldown({
  ...bundled,
  input: { main: 'src/main.ts' },
  // The main file may also export what other chunks need from it.
  preserveEntrySignatures: 'allow-extension',
});
/** Names chunks after their contents, so that a profile and a list of loaded files are readable: `commands-listen`, `undici`. */
const chunkName = ({ name: given, facadeModuleId, moduleIds }) => {
  if (groups.some(({ name }) => name === given)) return `chunks/${given}.cjs`;
  const module = (facadeModuleId ?? moduleIds.at(-1) ?? 'chunk').replaceAll('\\', '/');
  const library = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1];
  const name = library ?? module.replace(/^.*\/src\//, '').replace(/\.ts$/, '');
  return `chunks/${name.replace(/[^\w.]+/g, '-').replace(/^-/, '')}.cjs`;
};

/** Returns the modules in each file: project modules by their path in src, others by their library. */
const parts = (output) =>
  Object.fromEntries(
    output.flatMap((file) => {
      if (file.type !== 'chunk') return [];
      const names = file.moduleIds.map((id) => {
        const path = id.replaceAll('\\', '/');
        return /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? /\/src\/(.*)$/.exec(path)?.[1] ?? '';
      });
      return [[file.fileName, [...new Set(names.filter(Boolean))]]];
    }),
  );

// Written next to the old build and swapped in, so that a program started meanwhile finds either one complete.
const fresh = `${out}dist.${process.pid}`;
const old = `${fresh}.old`;
try {
  mkdirSync(out, { recursive: true });
  const { output } = await bundle.write({
    dir: fresh,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: chunkName,
    codeSplitting: { groups },
    // `--plain` is for profiles: names stay readable.
    minify: !process.argv.includes('--plain'),
  });
  writeFileSync(`${fresh}/package.json`, '{"type":"commonjs"}\n');
  // For the test of what each command loads; not published.
  writeFileSync(`${fresh}/parts.json`, `${JSON.stringify(parts(output), undefined, 1)}\n`);
  writeFileSync(`${fresh}/LICENSES.txt`, licences(output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))));
  if (existsSync(`${out}dist`)) renameSync(`${out}dist`, old);
  renameSync(fresh, `${out}dist`);
} catch (error) {
  // The bundler's message is enough.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await bundle.close();
  for (const left of [fresh, old]) rmSync(left, { recursive: true, force: true });
}
if (out !== root && process.exitCode === undefined) {
  for (const part of ['bin', 'package.json', 'completions', 'skills'])
    if (existsSync(root + part)) cpSync(root + part, out + part, { recursive: true });
}
