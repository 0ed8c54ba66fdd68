// What makes a command start sooner without changing what it does: parts of libraries that are never used are left out, and what is
// used together stands in one file.

/**
 * What a library loads at once and we never or rarely use, and what stands in for it: library, part, code. Each has what it saves; what
 * saved less than 5 % of a command is gone.
 */
const replaced = [
  // Commander runs subcommands that are programs of their own; ours are not. 2 to 5 ms of the 50 that the help of a command takes.
  ['commander', 'node:child_process', 'exports.spawn = (...all) => require("node:child_process").spawn(...all);'],
  // HTTP/2 is spoken only where it was negotiated, and that is not offered (`ALPNProtocols` in src/transport/connect/dial.ts). 5 to 12 % of
  // the processor time of a list.
  ['undici/lib/dispatcher/client.js', './client-h2.js', 'module.exports = () => { throw new Error("HTTP/2 is not spoken"); };'],
  // Its editor brings the tables of all character sets, and is asked for nowhere. 15 ms of the 100 until a question is asked.
  ['@inquirer/prompts', '@inquirer/editor', 'module.exports = undefined;'],
  // An old string-width counts emoji wrong; cells are measured by the one that cuts them.
  ['cli-table3', 'string-width', 'const { default: width } = require("string-width"); module.exports = width;'],
  // The validator of answers to questions that a server asks its client; ours asks none. A third of what `boltcall mcp` would load.
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
 * Files for what every command of a kind loads, each with all that it imports: a file costs 0.2 ms to open, and hundreds of small ones
 * would be the larger part of a list (5 ms of the 44 of `--help`, 11 %). The first group that wants a module gets it.
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
