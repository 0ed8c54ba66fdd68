// Collects the licenses of the libraries in a bundle, from the modules that were actually bundled.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Returns the directory of the package that a module belongs to; undefined for project modules. */
const packageOf = (module) => {
  const path = module.replaceAll('\\', '/').replace(/^\0/, '').replace(/\?.*$/, '');
  if (!path.includes('/node_modules/')) return undefined;
  for (let folder = dirname(path); folder.includes('/node_modules/'); folder = dirname(folder)) {
    // Packages put small package.json files without a name into their subdirectories.
    if (existsSync(`${folder}/package.json`) && JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).version) return folder;
  }
  return undefined;
};

/** Returns the license text: from files named for it, or else from a section of the README. */
const textsOf = (folder) => {
  const names = readdirSync(folder);
  const files = names.filter((name) => /^(licen[cs]e|copying|notice)(?!.*\.(js|ts|json)$)/i.test(name));
  if (files.length > 0) return files.map((name) => readFileSync(`${folder}/${name}`, 'utf8').trim());
  const readme = names.find((name) => /^readme/i.test(name));
  const section = readme && /^(#+ *)?licen[cs]e\b[\s\S]*/im.exec(readFileSync(`${folder}/${readme}`, 'utf8'));
  return section ? [section[0].trim()] : [];
};

/** Returns the name, version, source URL and license. */
const entry = (folder) => {
  const { name, version, license, repository } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const texts = textsOf(folder);
  if (texts.length === 0) throw new Error(`${name} ${version} has no licence text, so it must not be bundled`);
  const head = `${name} ${version} (${license ?? 'see below'})`;
  const source = `Source: ${(typeof repository === 'string' ? repository : repository?.url) ?? `https://www.npmjs.com/package/${name}`}`;
  return [head, '='.repeat(head.length), source, '', ...texts].join('\n');
};

/** Returns the text of LICENSES.txt for these module paths. */
export const licences = (modules) => {
  const folders = [...new Set(modules.map(packageOf).filter(Boolean))];
  const entries = [...new Set(folders.map(entry))].sort((a, b) => (a < b ? -1 : 1));
  return `This program contains the following libraries, each under its own licence.\n\n\n${entries.join('\n\n\n')}\n`;
};
