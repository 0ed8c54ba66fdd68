import { type Failure, usage } from '../errors.ts';
import { readDuration } from '../values/duration.ts';
import { didYouMean } from '../values/suggest.ts';
import { readYaml } from '../values/yaml-file.ts';
import { conditionOf, phraseOf } from './phrase.ts';
import type { Condition, Demand, Phrase, Rule, Rules, Speaker } from './rule.ts';

type Fields = Readonly<Record<string, unknown>>;
type Path = ReadonlyArray<string | number>;

const hint = 'See `boltcall calls check --help` for the form of the file.';
const demands = ['must_say', 'never_say', 'after', 'status', 'sentiment', 'summary', 'max_duration', 'booked'] as const;
const speakers = ['agent', 'caller', 'anyone'] as const;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/**
 * Reads the rules of a file. Throws `usage` that names the file and the line for unknown keys, invalid expressions and anything else that cannot be
 * judged.
 * @param file its name, for errors
 */
export const readRules = async (text: string, file: string): Promise<Rules> => {
  const { value, place } = await readYaml(text, file, hint);
  const wrong = (path: Path, why: string, advice = hint): Failure => usage(`${place(path)}: ${why}`, advice);

  const only = (fields: Fields, known: readonly string[], path: Path): void => {
    const unknown = Object.keys(fields).find((key) => !known.includes(key));
    if (unknown === undefined) return;
    throw wrong([...path, unknown], `unknown key \`${unknown}\``, didYouMean(unknown, known));
  };
  const texts = (found: unknown, path: Path): readonly string[] => {
    const list = Array.isArray(found) ? found : [found];
    if (list.length === 0) throw wrong(path, `\`${path.at(-1)}\` is an empty list`);
    return list.map((one: unknown, at) => {
      if (isText(one)) return one;
      const what = typeof one === 'string' ? 'is empty' : 'must be text; put it in quotes';
      throw wrong(Array.isArray(found) ? [...path, at] : path, `\`${path.at(-1)}\` ${what}`);
    });
  };
  const phrases = (found: unknown, path: Path): readonly Phrase[] =>
    texts(found, path).map((one, at) => {
      try {
        return phraseOf(one);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw wrong(Array.isArray(found) ? [...path, at] : path, `\`${one}\` is not a valid regular expression: ${error.message}`);
      }
    });
  const count = (found: unknown, path: Path, least: number): number => {
    if (typeof found === 'number' && Number.isSafeInteger(found) && found >= least) return found;
    throw wrong(path, `\`${path.at(-1)}\` must be a whole number of at least ${least}`);
  };
  const condition = async (found: unknown, path: Path): Promise<Condition> => {
    if (!isText(found)) throw wrong(path, '`when` must be a JMESPath expression in quotes');
    try {
      return await conditionOf(found);
    } catch (error) {
      throw wrong(path, `\`when\` is not a valid JMESPath expression: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const speaker = (found: unknown, path: Path): Speaker => {
    const known = speakers.find((one) => one === found);
    if (known === undefined) throw wrong(path, `\`by\` must be one of ${speakers.join(', ')}`);
    return known;
  };

  const demandOf = (kind: (typeof demands)[number], fields: Fields, path: Path): Demand => {
    const found = fields[kind];
    const at = [...path, kind];
    switch (kind) {
      case 'must_say':
      case 'never_say': {
        const { by, within_first: first, within_last: last } = fields;
        if (first !== undefined && last !== undefined)
          throw wrong([...path, 'within_last'], '`within_first` and `within_last` cannot be used together', 'Write two rules.');
        return {
          kind,
          phrases: phrases(found, at),
          by: by === undefined ? 'agent' : speaker(by, [...path, 'by']),
          ...(first === undefined ? {} : { first: count(first, [...path, 'within_first'], 1) }),
          ...(last === undefined ? {} : { last: count(last, [...path, 'within_last'], 1) }),
        };
      }
      case 'after': {
        if (!isFields(found)) throw wrong(at, '`after` must be names and values', 'Write `after: {caller: "stop calling", agent_turns_at_most: 1}`.');
        only(found, ['caller', 'agent', 'agent_turns_at_most'], at);
        const { caller, agent, agent_turns_at_most: most } = found;
        if ((caller === undefined) === (agent === undefined)) throw wrong(at, '`after` must have either `caller` or `agent`');
        const by = agent === undefined ? 'caller' : 'agent';
        return {
          kind,
          by,
          phrases: phrases(found[by], [...at, by]),
          agentTurnsAtMost: count(most, [...at, 'agent_turns_at_most'], 0),
        };
      }
      case 'status':
      case 'sentiment':
        return { kind, oneOf: texts(found, at) };
      case 'summary':
        return { kind, phrases: phrases(found, at) };
      case 'max_duration':
        if (typeof found !== 'string' && typeof found !== 'number') throw wrong(at, '`max_duration` must be a duration, such as 5m or 90s');
        return { kind, seconds: readDuration(String(found), `${place(at)}: max_duration`) / 1_000 };
      case 'booked':
        if (typeof found !== 'boolean') throw wrong(at, '`booked` must be true or false');
        return { kind, wanted: found };
    }
  };

  const ruleOf = async (fields: unknown, path: Path, number: number): Promise<Rule> => {
    if (!isFields(fields)) throw wrong(path, `rule ${number} must be names and values, such as \`never_say: guarantee\``);
    const asked = demands.filter((kind) => fields[kind] !== undefined && fields[kind] !== null);
    const [kind, other] = asked;
    const says = kind === 'must_say' || kind === 'never_say' ? ['by', 'within_first', 'within_last'] : [];
    only(fields, ['name', 'when', ...demands, ...(kind === undefined ? ['by', 'within_first', 'within_last'] : says)], path);
    if (kind === undefined) throw wrong(path, `rule ${number} demands nothing`, `Add one of ${demands.join(', ')}.`);
    if (other !== undefined) throw wrong([...path, other], `\`${kind}\` and \`${other}\` are in one rule`, 'Write two rules.');
    if (fields['name'] !== undefined && !isText(fields['name'])) throw wrong([...path, 'name'], '`name` must be text; put it in quotes');
    const demand = demandOf(kind, fields, path);
    return {
      name: isText(fields['name']) ? fields['name'] : `${number}: ${kind}`,
      ...(fields['when'] === undefined ? {} : { when: await condition(fields['when'], [...path, 'when']) }),
      demand,
    };
  };

  const whole = Array.isArray(value) ? { rules: value } : value;
  if (!isFields(whole)) throw wrong([], 'the file has no rules', hint);
  only(whole, ['language', 'rules'], []);
  const above = Array.isArray(value) ? [] : ['rules'];
  const list = whole['rules'];
  if (!Array.isArray(list) || list.length === 0) throw wrong(above, '`rules` must be a list of at least one rule');
  const languages = whole['language'] === undefined ? ['en'] : texts(whole['language'], ['language']).map((one) => one.toLowerCase());
  const bad = languages.find((one) => !/^[a-z]{2}$/.test(one));
  if (bad !== undefined) throw wrong(['language'], `\`${bad}\` is not a language code`, 'Write two letters, such as en or es.');
  const rules: Rule[] = [];
  for (const [at, one] of list.entries()) {
    const rule = await ruleOf(one, [...above, at], at + 1);
    if (rules.some(({ name }) => name === rule.name)) throw wrong([...above, at, 'name'], `two rules are called \`${rule.name}\``);
    rules.push(rule);
  }
  return { languages, rules };
};
