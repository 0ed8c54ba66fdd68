// Makes commands start faster without changing what they do: omits parts of libraries that are never used, and groups modules that are
// used together in one file.

/**
 * Parts that a library loads at startup and that are rarely or never needed, with their replacements: library, part, code. Each entry
 * states what it saves; entries that saved less than 5 % of a command were removed.
 */
const replaced = [
  // Commander can run subcommands as separate programs; this program has none. Saves 2 to 5 ms of the 50 that a command's help takes.
  ['commander', 'node:child_process', 'exports.spawn = (...all) => require("node:child_process").spawn(...all);'],
  // HTTP/2 is used only if negotiated, and it is not offered (`ALPNProtocols` in src/transport/connect/dial.ts). Saves 5 to 12 % of the
  // processor time of a list.
  ['undici/lib/dispatcher/client.js', './client-h2.js', 'module.exports = () => { throw new Error("HTTP/2 is not spoken"); };'],
  // Its editor, which is never used, loads the tables of all character sets. Saves 15 ms of the 100 before a question is asked.
  ['@inquirer/prompts', '@inquirer/editor', 'module.exports = undefined;'],
  // The old string-width measures emoji wrong; cells are measured with the version that truncates them.
  ['cli-table3', 'string-width', 'const { default: width } = require("string-width"); module.exports = width;'],
  // Validates answers to questions that a server asks its client; this server asks none. Saves a third of what `boltcall mcp` would load.
  [
    '@modelcontextprotocol/server',
    '@modelcontextprotocol/server/_shims',
    'export { default as process } from "node:process"; export class DefaultJsonSchemaValidator {}',
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
 * Files that bundle what every command of a kind loads, each with all its imports. A file costs 0.2 ms to open, and hundreds of small ones
 * would add up (5 ms of the 44 of `--help`, 11 %). A module goes to the first group that matches.
 */
export const groups = [
  { name: 'all-base', test: own('errors|version|output/(sink|text/safe)') },
  { name: 'undici-pool', test: /\/node_modules\/undici\/lib\/(dispatcher\/pool|api\/api-request)\.js$/ },
  {
    name: 'all-tree',
    test: own(
      'commands/index|cli/(tree/tree|command/global-options|tree/aliases|command/given|command/unusual-number|command/unknown-event)|values/suggest|output/(print|format/path|text/color)',
    ),
  },
  { name: 'all-program', test: own('cli/program') },
  { name: 'all-parsed', test: own('cli/parse') },
  { name: 'all-help', test: own('cli/help') },
  { name: 'all-operations', test: own('cli/operation/operation|cli/operation/id-cache|profiles/(directories|store)') },
  { name: 'all-settings', test: own('profiles/resolve|output/(list|text/view)') },
  { name: 'all-requests', test: own('cli/operation/client-options|client/open|transport/connect/sockets') },
].map((group, at, all) => ({ ...group, priority: all.length - at }));
