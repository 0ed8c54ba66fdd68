import type { Condition, Phrase } from './rule.ts';

/** Normalizes case, spacing and quotes. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[‘’ʼ]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, ' ');

/**
 * Returns the phrase for a text: `/…/i` is a regular expression, anything else is matched without regard to case.
 * @throws SyntaxError for an invalid expression
 */
export const phraseOf = (written: string): Phrase => {
  const [, pattern, flags] = /^\/(.+)\/([a-z]*)$/su.exec(written) ?? [];
  if (pattern === undefined) {
    const wanted = plain(written).trim();
    return { written, test: (said) => plain(said).includes(wanted) };
  }
  if (/[^imsuv]/.test(flags ?? '')) throw new SyntaxError(`a regular expression takes the flags i, m, s, u and v, not \`${flags}\``);
  const expression = new RegExp(pattern, flags);
  return { written, test: (said) => expression.test(said) };
};

/** Returns whether a value is false in JMESPath: false, null, and empty texts, lists and objects. */
const isFalse = (value: unknown): boolean =>
  value === false ||
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && (Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0));

/** Returns the names of the functions that a parsed expression calls. */
const called = (node: unknown): readonly string[] => {
  if (Array.isArray(node)) return node.flatMap(called);
  if (typeof node !== 'object' || node === null) return [];
  const own = 'type' in node && node.type === 'Function' && 'name' in node && typeof node.name === 'string' ? [node.name] : [];
  return [...own, ...Object.values(node).flatMap(called)];
};

/**
 * Returns the condition of a JMESPath expression.
 * @throws the parser's error for an invalid one
 */
export const conditionOf = async (written: string): Promise<Condition> => {
  const { compile, isRegistered, TreeInterpreter } = await import('@jmespath-community/jmespath');
  const tree = compile(written);
  const unknown = called(tree).find((name) => !isRegistered(name));
  if (unknown !== undefined) throw new SyntaxError(`JMESPath has no function \`${unknown}\``);
  // The library's types only allow JSON values.
  return { written, holds: (call) => !isFalse(TreeInterpreter.search(tree, JSON.parse(JSON.stringify(call ?? null)))) };
};
