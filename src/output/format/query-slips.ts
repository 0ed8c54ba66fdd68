import { jsonFault } from '../../values/json.ts';

/** Common JMESPath mistakes that are not syntax errors, or whose errors say little: what is wrong, and the correct form. */
export interface Slip {
  readonly what: string;
  readonly hint: string;
}

/** Returns the expression with quoted text blanked, so that operators can be searched; positions are unchanged. */
const bareOf = (query: string): string =>
  query.replace(/'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*"/g, (part) => `${part[0]}${' '.repeat(part.length - 2)}${part[0]}`);

export const inQuotes = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

/** Functions whose arguments after the first are texts. */
const textual = 'contains|starts_with|ends_with|join|split|replace|find_first|find_last|pad_left|pad_right|trim|trim_left|trim_right';

const rules: ReadonlyArray<(query: string, bare: string) => Slip | undefined> = [
  (query) => {
    const found = /[‘’“”„‟‚‛]/.exec(query);
    return found
      ? { what: `\`${found[0]}\` is a typographic quote`, hint: "Write texts in plain single quotes: [?status=='completed']." }
      : undefined;
  },
  (query) => {
    for (const [, text = ''] of query.replace(/'(?:[^'\\]|\\.)*'/g, "''").matchAll(/`((?:[^`\\]|\\.)*)`/g))
      if (jsonFault(text) !== undefined)
        return { what: `\`${text}\` between backticks is not JSON`, hint: `Write a text in single quotes: ${inQuotes(text)}.` };
    return undefined;
  },
  (query) => {
    for (const [, digits = ''] of query.matchAll(/`\s*(-?\d+)\s*`/g))
      if (!Number.isSafeInteger(Number(digits)))
        return { what: `${digits} is too large to compare as a number`, hint: 'Read all with -o jsonl, and look for its digits there.' };
    return undefined;
  },
  (_, bare) =>
    /={3}|=~|~=|<>|!==/.test(bare)
      ? { what: 'unknown comparison operator', hint: "Compare with ==, !=, <, <=, >, >=; look inside a text with contains(name, 'Ana')." }
      : undefined,
  (_, bare) =>
    /[^=!<>]=(?!=)/.test(bare) && !/^\s*let\b/.test(bare)
      ? { what: 'one = compares nothing', hint: "Write ==, as in [?status=='completed']." }
      : undefined,
  (query, bare) => {
    const found = /(?:[=!<>]=|[<>])\s*"/.exec(bare);
    const text = found ? /^"((?:[^"\\]|\\.)*)"/.exec(query.slice(found.index + found[0].length - 1))?.[1] : undefined;
    return text === undefined
      ? undefined
      : { what: `"${text}" in double quotes is the name of a field`, hint: `Write a text in single quotes: ${inQuotes(text)}.` };
  },
  (query, bare) => {
    const found = new RegExp(`\\b(?:${textual})\\([^()]*,\\s*"`).exec(bare);
    const text = found ? /^"((?:[^"\\]|\\.)*)"/.exec(query.slice(found.index + found[0].length - 1))?.[1] : undefined;
    return text === undefined
      ? undefined
      : { what: `"${text}" in double quotes is the name of a field`, hint: `Write a text in single quotes: ${inQuotes(text)}.` };
  },
  (_, bare) => {
    const number = /(?:[=!<>]=|[<>])\s*([+-]?\d+(?:\.\d+)?)/.exec(bare)?.[1] ?? /(?<![\w[.:,-])(\d+(?:\.\d+)?)\s*(?:[=!<>]=|[<>])/.exec(bare)?.[1];
    return number === undefined ? undefined : { what: `the number ${number} stands alone`, hint: `Write numbers between backticks: \`${number}\`.` };
  },
  (_, bare) => {
    const word = /[=!]=\s*(true|false)\b/.exec(bare)?.[1] ?? /\b(true|false)\s*[=!]=/.exec(bare)?.[1];
    return word === undefined ? undefined : { what: `${word} alone is the name of a field`, hint: `Write it between backticks: \`${word}\`.` };
  },
  (query, bare) => {
    const found = /(?:[<>]=?)\s*(')/d.exec(bare);
    const text = found ? /^'((?:[^'\\]|\\.)*)'/.exec(query.slice(found.indices?.[1]?.[0]))?.[1] : undefined;
    if (text === undefined) return undefined;
    return /^-?\d+(\.\d+)?$/.test(text)
      ? { what: `\`${text}\` is a string, and < and > compare numbers`, hint: `Write numbers between backticks: \`${text}\`.` }
      : { what: '< and > compare numbers, not texts', hint: 'For dates use --from and --to, or a program such as jq on -o json.' };
  },
  (_, bare) => {
    const name = /[A-Za-z_]\w*(?:-[A-Za-z_]\w*)+/.exec(bare)?.[0];
    return name === undefined
      ? undefined
      : { what: `${name} is read as a subtraction`, hint: `Write a name with a dash in double quotes: "${name}".` };
  },
  (_, bare) => {
    const word = / (and|or|not|AND|OR|NOT) /.exec(bare)?.[1]?.toLowerCase();
    return word === undefined
      ? undefined
      : { what: `there is no \`${word}\``, hint: `Write ${word === 'and' ? '&&' : word === 'or' ? '||' : '!'} instead.` };
  },
  (_, bare) =>
    / (?:like|LIKE|in|IN|is|IS|gt|lt|eq) /.test(bare)
      ? { what: 'unknown comparison operator', hint: "Look inside a text with contains(name, 'Ana'); compare with ==, != and >." }
      : undefined,
  (_, bare) =>
    /\bselect\(|\[\s*\.|\|\s*\.|\(\s*\.|\$\.\./.test(bare)
      ? { what: 'this is jq or JSONPath; --query takes JMESPath', hint: "Filter with [?status=='completed'].id." }
      : undefined,
  (_, bare) => {
    const name = /\{\s*(\w+)\s*[,}]/.exec(bare)?.[1];
    return name === undefined ? undefined : { what: `{${name}} has no value`, hint: `Write {${name}: ${name}}.` };
  },
  (_, bare) => {
    const name = /\|\s*(length|keys|values|sort|reverse|max|min|sum|avg|type|first|last|count)\s*$/.exec(bare)?.[1];
    if (name === undefined) return undefined;
    return {
      what: `${name} is the name of a field here`,
      hint: name === 'first' ? 'Write [0].' : name === 'last' ? 'Write [-1].' : `Write ${name === 'count' ? 'length' : name}(@).`,
    };
  },
];

/** Returns the first mistake in an expression; undefined if there is no known one. */
export const slipIn = (query: string): Slip | undefined => {
  const bare = bareOf(query);
  for (const rule of rules) {
    const slip = rule(query, bare);
    if (slip) return slip;
  }
  return undefined;
};
