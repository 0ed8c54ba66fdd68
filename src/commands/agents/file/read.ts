import type { Context } from '../../../cli/command/command.ts';
import { type Failure, usage } from '../../../errors.ts';
import { isObject } from '../../../values/json.ts';
import { didYouMean } from '../../../values/suggest.ts';
import { readTextFile } from '../../../values/text.ts';
import { readYaml } from '../../../values/yaml-file.ts';
import { fill, fillInOrder } from '../../../webhooks/trigger/fixture-values.ts';

/** An agent as a file describes it. */
export interface WantedAgent {
  readonly name: string;
  readonly voice_id: string;
  readonly greeting?: string;
  readonly prompt?: string;
  readonly knowledge_base_id?: string;
  readonly status: 'active' | 'paused';
}

const hint = 'See `boltcall agents create --help` for the form of the file.';
const texts = ['name', 'voice_id', 'greeting', 'prompt', 'knowledge_base_id'] as const;
const keys = [...texts, 'status'];

/**
 * Returns the agents of a file, with placeholders filled in from its `values` and from `set`. Fails with `usage`, naming the line, for unknown keys,
 * for missing or non-text values, and for duplicate agent names.
 */
export const readAgents = async ({ world }: Context, file: string, set: Readonly<Record<string, unknown>> = {}): Promise<readonly WantedAgent[]> => {
  const name = file === '-' ? 'standard input' : file;
  const { value, place } = await readYaml(await readTextFile(file, '--file', world), name, hint);
  const wrong = (path: ReadonlyArray<string | number>, why: string, advice = hint): Failure => usage(`${place(path)}: ${why}`, advice);
  const only = (fields: Readonly<Record<string, unknown>>, known: readonly string[], path: ReadonlyArray<string | number>): void => {
    const unknown = Object.keys(fields).find((key) => !known.includes(key));
    if (unknown !== undefined) throw wrong([...path, unknown], `unknown key \`${unknown}\``, didYouMean(unknown, known));
  };
  if (!isObject(value)) throw wrong([], 'the file has no agents');
  only(value, ['agents', 'values'], []);
  const { agents: list, values: own = {} } = value;
  if (!isObject(own)) throw wrong(['values'], '`values` must be names and values');
  const stray = Object.keys(set).find((key) => !Object.hasOwn(own, key));
  if (stray !== undefined)
    throw usage(`--set ${stray}: the file has no value \`${stray}\``, `Its \`values\` are: ${Object.keys(own).join(', ') || 'none'}.`);
  if (!Array.isArray(list) || list.length === 0) throw wrong(['agents'], '`agents` must be a list of at least one agent');
  const known = fillInOrder({ ...own, ...set }, name);
  const found: WantedAgent[] = [];
  for (const [at, item] of list.entries()) {
    const path = ['agents', at];
    if (!isObject(item)) throw wrong(path, `agent ${at + 1} must be names and values, such as \`name: Front desk\``);
    only(item, keys, path);
    const text = (key: (typeof texts)[number]): string | undefined => {
      const written = item[key];
      if (written === undefined) return undefined;
      const filled = typeof written === 'string' ? fill(written, known, place([...path, key])) : written;
      if (typeof filled !== 'string' || filled.trim() === '') throw wrong([...path, key], `\`${key}\` must be text; put it in quotes`);
      return filled;
    };
    const needed = (key: 'name' | 'voice_id'): string => {
      const filled = text(key);
      if (filled === undefined) throw wrong(path, `agent ${at + 1} has no \`${key}\``);
      return filled;
    };
    const { status = 'active' } = item;
    if (status !== 'active' && status !== 'paused') throw wrong([...path, 'status'], '`status` must be active or paused');
    const [greeting, prompt, knowledge_base_id] = [text('greeting'), text('prompt'), text('knowledge_base_id')];
    const agent: WantedAgent = {
      name: needed('name'),
      voice_id: needed('voice_id'),
      ...(greeting === undefined ? {} : { greeting }),
      ...(prompt === undefined ? {} : { prompt }),
      ...(knowledge_base_id === undefined ? {} : { knowledge_base_id }),
      status,
    };
    if (found.some((other) => other.name === agent.name)) throw wrong([...path, 'name'], `two agents are called \`${agent.name}\``);
    found.push(agent);
  }
  return found;
};
