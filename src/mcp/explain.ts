import { briefCatalogue } from '../cli/catalogue.ts';
import type { Command } from '../cli/command/command.ts';
import { commandHelp } from '../cli/help.ts';
import { workspaceFlags } from '../cli/operation/client-options.ts';
import { usage } from '../errors.ts';
import { quoted } from '../values/shell.ts';
import { type Grants, missingBecause } from './permissions.ts';
import { visible } from './result.ts';
import type { Base } from './run.ts';
import { readArguments } from './schema.ts';
import { grantName, type Tool, toolName, tools } from './tools.ts';

/** Whether a person can paste a value as is: it has no hidden characters and is not read as a file name. */
const pasteable = (text: string): boolean => visible(text) === text && !/[\n\t]|^[@-]/.test(text);

/** Returns the terminal command line equivalent to a tool call. Fails with `usage` for arguments that the tool does not have. */
const lineOf = (base: Base, tool: Tool, command: Command, given: Readonly<Record<string, unknown>>): string => {
  const { raw, words } = readArguments(tool, command, given);
  const texts = [...Object.values(raw), ...Object.values(words)].flat().filter((value) => typeof value === 'string');
  if (!texts.every(pasteable)) throw usage('a value cannot be written as part of a line to paste', 'Leave out arguments.');
  const options = (command.options ?? []).flatMap(({ key, name }) => {
    const value = raw[key];
    if (value === undefined || value === false) return [];
    return value === true ? [`--${name}`] : [value].flat().map((text) => `--${name}=${quoted(text)}`);
  });
  const ids = (command.arguments ?? []).flatMap(({ key }) => [words[key] ?? []].flat().map(quoted));
  return ['boltcall', ...tool.words, ...ids, ...options, ...workspaceFlags(base.context).map(quoted)].join(' ');
};

/** Returns everything that is not available as a tool here, and what a person can do about it. */
const overview = ({ context }: Base, grants: Grants): string => {
  const missing = tools.flatMap((tool) => {
    const why = missingBecause(tool, grants, context.settings);
    return why === undefined ? [] : [`${toolName(tool)}: ${why}`];
  });
  return [
    ...(missing.length > 0 ? ['Not allowed here:', ...missing, ''] : []),
    'Commands, each explained by help with its words as `command`:',
    briefCatalogue(context.tree).trimEnd(),
  ].join('\n');
};

/** Returns the output of the `help` tool. Fails with `usage` for an unknown command. */
export const explain = async (base: Base, grants: Grants, given: Readonly<Record<string, unknown>>): Promise<string> => {
  const { command: name, arguments: values = {}, ...others } = given;
  if (Object.keys(others).length > 0 || (name !== undefined && typeof name !== 'string') || typeof values !== 'object' || values === null)
    throw usage('help takes a command, and the arguments that a person would give it');
  if (name === undefined) return overview(base, grants);
  const words = name.trim().split(/[\s._]+/);
  const leaf = base.context.tree.find((candidate) => candidate.words.join(' ') === words.join(' '));
  if (leaf === undefined) throw usage(`unknown command \`${name}\``, 'Call help without a command for a list.');
  const command = await leaf.load();
  const text = commandHelp(leaf, command, 100);
  const tool = tools.find((candidate) => grantName(candidate) === words.join('.'));
  const why = tool && missingBecause(tool, grants, base.context.settings);
  if (tool && why === undefined) return text;
  const line =
    tool && Object.keys(values).length > 0 ? lineOf(base, tool, command, { ...values }) : `boltcall ${command.examples[0] ?? words.join(' ')}`;
  return `${text}\nThis is not a tool here${why === undefined ? '' : `: ${why}`}. A person can run it in a terminal:\n${line}`;
};
