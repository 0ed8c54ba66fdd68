// Builds the inspector's page from its sources: bundles and minifies the script, inserts script and style into the document, and exports it
// as one string in a separate module that only the inspector loads. Used by the build, and by the tests that run the sources.
import { readFileSync } from 'node:fs';
import { root } from './install.mjs';

const folder = `${root}src/webhooks/inspect/page/`;
const name = 'boltcall:page';

const script = async () => {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({ cwd: root, input: `${folder}main.ts`, platform: 'browser' });
  try {
    const { output } = await bundle.generate({ format: 'iife', minify: true });
    // Nothing in the script may close its own element.
    const code = output[0].code.replaceAll('</', '<\\/');
    if (code.includes('<!--')) throw new Error('the script of the inspector has <!-- in it');
    return code;
  } finally {
    await bundle.close();
  }
};

const style = () =>
  readFileSync(`${folder}page.css`, 'utf8')
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1');

const page = async () => {
  const code = await script();
  return readFileSync(`${folder}page.html`, 'utf8')
    .replace('/* STYLE */', style)
    .replace('/* SCRIPT */', () => code);
};

export const inspectorPage = {
  name: 'inspector-page',
  resolveId: { filter: { id: new RegExp(`^${name}$`) }, handler: () => `\0${name}` },
  load: {
    filter: { id: new RegExp(`^\0${name}$`) },
    handler: async () => ({ code: `export const page = ${JSON.stringify(await page())};`, moduleType: 'js' }),
  },
};
