import type { Command, Leaf } from '../cli/command/command.ts';
import { Failure, usage } from '../errors.ts';
import { failureJson } from '../output/failure.ts';
import { explain } from './explain.ts';
import { type Grants, missingBecause } from './permissions.ts';
import { enveloped, mostTokens, piecesOf, toldOf, visible } from './result.ts';
import { type Base, runTool } from './run.ts';
import { inputSchema, readArguments } from './schema.ts';
import { type Tool, toolName, tools } from './tools.ts';

/** A tool as a client sees it. */
export interface Described {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: { readonly type: 'object' } & Record<string, unknown>;
  readonly annotations: Readonly<Record<string, boolean>>;
}

/** The result of a call: texts, and whether it failed. */
export type Answer = {
  readonly content: Array<{ readonly type: 'text'; readonly text: string }>;
  readonly isError?: true;
};

type Given = Readonly<Record<string, unknown>>;

/** The tools of one server. */
export interface Toolbox {
  list(): Promise<Described[]>;
  /** Undefined if there is no such tool. Never throws. */
  call(name: string, given: Given, signal: AbortSignal): Promise<Answer | undefined>;
}

/** Number of commands that run concurrently; others wait, so that a thousand calls do not open a thousand connections. */
const atOnce = 4;
/** Number of results kept for `more`. */
const keptResults = 20;

const reads = { readOnlyHint: true, openWorldHint: false };

const own: readonly Described[] = [
  {
    name: 'help',
    description: 'Help of a command, and the line a person runs where it is not a tool',
    inputSchema: { type: 'object', properties: { command: { type: 'string' }, arguments: { type: 'object' } }, additionalProperties: false },
    annotations: reads,
  },
  {
    name: 'more',
    description: 'The rest of a long result',
    inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'], additionalProperties: false },
    annotations: reads,
  },
];

/** Returns the annotations for a command's effect; clients use them to decide whether to ask for confirmation. */
const annotationsOf = (tool: Tool, { effect = 'none' }: Command): Described['annotations'] =>
  tool.grant === 'read'
    ? reads
    : {
        readOnlyHint: false,
        destructiveHint: effect === 'final' || effect === 'reaches-a-person',
        openWorldHint: effect === 'reaches-a-person' || tool.sends !== undefined,
      };

const textAnswer = (text: string): Answer => ({ content: [{ type: 'text', text }] });
const failed = (failure: Failure): Answer => ({ ...textAnswer(visible(failureJson(failure).trimEnd())), isError: true });

/** Runs at most `most` tasks concurrently, in order. */
const openQueue = (most: number) => {
  let running = 0;
  const waiting: Array<() => void> = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
};

export const openToolbox = (base: Base, grants: Grants): Toolbox => {
  const { context } = base;
  const { settings, world, tree } = context;
  const here = tools.filter((tool) => missingBecause(tool, grants, settings) === undefined);
  const inTurn = openQueue(atOnce);
  const rests = new Map<string, string[]>();
  let results = 0;

  const leafOf = (tool: Tool): Leaf => {
    const leaf = tree.find(({ words }) => words.join(' ') === tool.words.join(' '));
    if (leaf === undefined) throw new Error(`unknown command ${tool.words.join(' ')}`);
    return leaf;
  };

  const describe = async (tool: Tool): Promise<Described> => {
    const leaf = leafOf(tool);
    const command = await leaf.load();
    return {
      name: toolName(tool),
      description: leaf.about,
      inputSchema: inputSchema(tool, command),
      annotations: annotationsOf(tool, command),
    };
  };

  /** Returns the first piece of a result in its envelope; the rest is stored under a name for `more`. */
  const shown = (pieces: readonly string[], last: readonly string[]): string => {
    const [first = '', ...rest] = pieces;
    const lines = [enveloped(first, world.random(8).toString('hex'))];
    if (rest.length > 0) {
      results += 1;
      const id = `r${results}`;
      rests.set(id, rest);
      for (const old of rests.keys()) if (rests.size > keptResults) rests.delete(old);
      lines.push(`cut here; call more with id ${id} for the rest (${rest.length} more)`);
    }
    return [...lines, ...last].join('\n');
  };

  const more = ({ id, ...others }: Given): Answer => {
    if (typeof id !== 'string' || Object.keys(others).length > 0) throw usage('more takes one argument, id');
    const rest = rests.get(id);
    if (rest === undefined) throw usage(`unknown result \`${id}\``, 'Call the tool again.');
    rests.delete(id);
    return textAnswer(shown(rest, []));
  };

  const run = async (tool: Tool, given: Given, signal: AbortSignal): Promise<Answer> => {
    const leaf = leafOf(tool);
    const command = await leaf.load();
    const typed = readArguments(tool, command, given);
    const ran = await inTurn(async () => {
      if (signal.aborted) throw new Failure('interrupted', 'cancelled before it began');
      return runTool(base, tool, leaf, command, typed, signal);
    });
    const secrets = [settings.apiKey?.value, settings.heldKey?.value].flatMap((secret) => (secret === undefined ? [] : [secret]));
    const { text, count, failed: isError } = toldOf(ran, secrets);
    const answer = textAnswer(shown(piecesOf(text, mostTokens), count === undefined ? [] : [count]));
    return isError ? { ...answer, isError } : answer;
  };

  return {
    list: async () => [...(await Promise.all(here.map(describe))), ...own],
    call: async (name, given, signal) => {
      const tool = here.find((candidate) => toolName(candidate) === name);
      try {
        if (name === 'help') return textAnswer(await explain(base, grants, given));
        if (name === 'more') return more(given);
        return tool && (await run(tool, given, signal));
      } catch (thrown) {
        return failed(thrown instanceof Failure ? thrown : new Failure('internal', thrown instanceof Error ? thrown.message : String(thrown)));
      }
    },
  };
};
