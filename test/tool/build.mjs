// Bundles src/ into dist/: one small main and a chunk for every lazily imported part. CommonJS, because it starts faster than
// ES modules do on every Node we support.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { install, root } from './install.mjs';

install();
const { rolldown } = await import('rolldown');

const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
rmSync(`${root}dist`, { recursive: true, force: true });

const bundle = await rolldown({
  cwd: root,
  input: { main: 'src/main.ts' },
  platform: 'node',
  resolve: { conditionNames: ['node', 'import', 'default'] },
  transform: { define: { __VERSION__: JSON.stringify(version) } },
  onLog(level, log, next) {
    if (level === 'warn') throw new Error(log.message);
    next(level, log);
  },
});
await bundle.write({
  dir: 'dist',
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name].cjs',
  minify: true,
  legalComments: 'none',
});
await bundle.close();
writeFileSync(`${root}dist/package.json`, '{"type":"commonjs"}\n');
