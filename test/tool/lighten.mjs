// What makes a command start sooner without changing what it does: parts of libraries that are never used are left out, and what is
// used together stands in one file.

/** What a library loads at once and we never or rarely use, and what stands in for it: library, part, code. */
const replaced = [
  // Commander runs subcommands that are programs of their own; ours are not.
  ['commander', 'node:child_process', 'exports.spawn = (...all) => require("node:child_process").spawn(...all);'],
  // HTTP/2 is spoken only where it was negotiated, and that is not offered (`ALPNProtocols` in src/transport/connect/dial.ts).
  ['undici/lib/dispatcher/client.js', './client-h2.js', 'module.exports = () => { throw new Error("HTTP/2 is not spoken"); };'],
  // Half of fetch, for bodies that are FormData.
  ['undici/lib/dispatcher/client-h1.js', '../web/fetch/body.js', 'exports.extractBody = () => { throw new Error("forms are not sent"); };'],
  // Its editor brings the tables of all character sets, and is asked for nowhere.
  ['@inquirer/prompts', '@inquirer/editor', 'module.exports = undefined;'],
  // The validator of answers to questions that a server asks its client; ours asks none. A third of what `boltcall mcp` would load.
  [
    '@modelcontextprotocol/server',
    '@modelcontextprotocol/server/_shims',
    'export { default as process } from "node:process"; export class DefaultJsonSchemaValidator {}',
  ],
  // The real one says what is wrong, when something is.
  [
    'undici',
    'node:assert',
    `const real = (name) => (...all) => { const assert = require("node:assert"); return name ? assert[name](...all) : assert(...all); };
module.exports = (value, ...more) => { if (!value) real()(value, ...more); };
for (const name of ["ok", "equal", "strictEqual", "notStrictEqual", "deepStrictEqual", "fail"]) module.exports[name] = real(name);`,
  ],
];

const standIns = {
  name: 'stand-ins',
  resolveId(id, importer) {
    const at = replaced.findIndex(([library, part]) => part === id && importer?.replaceAll('\\', '/').includes(`/node_modules/${library}`));
    return at < 0 ? null : `\0stand-in-${at}`;
  },
  load(id) {
    const at = /^\0stand-in-(\d+)$/.exec(id)?.[1];
    return at === undefined ? null : { code: replaced[Number(at)]?.[2] ?? '', moduleType: 'js' };
  },
};

export const lighten = [standIns];

const own = (names) => (id) => new RegExp(`/src/(?:${names})\\.ts$`).test(id.replaceAll('\\', '/'));

/**
 * Files for what every command of a kind loads, each with all that it imports: a file costs 0.2 ms to open, and hundreds of small ones
 * would be the larger part of a list. The first group that wants a module gets it.
 */
export const groups = [
  { name: 'all-base', test: own('errors|version') },
  { name: 'undici-pool', test: /\/node_modules\/undici\/lib\/(dispatcher\/pool|api\/api-request)\.js$/ },
  {
    name: 'all-tree',
    test: own(
      'commands/index|cli/(tree/tree|command/global-options|tree/aliases|command/given)|values/suggest|output/(sink|print|format/path|text/safe|text/color)',
    ),
  },
  { name: 'all-program', test: own('cli/program') },
  { name: 'all-parsed', test: own('cli/parse') },
  { name: 'all-help', test: own('cli/help') },
  { name: 'all-operations', test: own('cli/operation/operation|cli/operation/id-cache|profiles/(directories|store)') },
  { name: 'all-settings', test: own('profiles/resolve|output/(list|text/view)') },
  { name: 'all-requests', test: own('cli/operation/client-options|client/open|transport/connect/sockets') },
].map((group, at, all) => ({ ...group, priority: all.length - at }));
