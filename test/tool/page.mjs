// Makes the inspector's page of its sources: the script bundled and minified, script and style put into the document, and all of it one
// text in a module of its own, which only the inspector loads. For the build and for the tests that run the sources.
import { readFileSync } from 'node:fs';
import { root } from './install.mjs';

const folder = `${root}src/webhooks/inspect/page/`;
const name = 'boltcall:page';

const script = async () => {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({ cwd: root, input: `${folder}main.ts`, platform: 'browser' });
  try {
    const { output } = await bundle.generate({ format: 'iife', minify: true });
    // Nothing in it may end the element that it stands in.
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
