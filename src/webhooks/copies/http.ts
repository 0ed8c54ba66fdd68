import { safe } from '../../output/text/safe.ts';
import { jsonFault } from '../../values/json.ts';
import { quoted } from '../../values/shell.ts';
import { copyable, type Request } from './request.ts';

/** Editors replace this by variables, of the environment too. */
const variable = '{{';

/** Returns whether an editor sends this text unchanged: JSON on one line, without variables. */
const isPlain = (text: string | undefined): text is string =>
  text !== undefined && !/\s$|^\s|\n/.test(text) && !text.includes(variable) && jsonFault(text) === undefined;

/**
 * Returns a request as editors take it in a `.http` file. A body that an editor could change is read from a file, and a comment
 * says how to write that; a header that it would change is left out.
 */
export const asHttp = ({ id, event, method, target, headers, body }: Request): string => {
  const text = copyable(body);
  const file = `${safe(id)}.body`;
  const plain = isPlain(text);
  const changed = headers.filter(([, value]) => value.includes(variable));
  return [
    `### ${safe(id)} ${safe(event ?? '')}`.trimEnd(),
    ...(plain ? [] : [`# First run: boltcall webhooks log show ${quoted(id)} --body > ${quoted(file)}`]),
    ...changed.map(([name]) => `# Left out, since editors would change it: ${name}`),
    `${method} ${target}`,
    ...headers.filter((one) => !changed.includes(one)).map(([name, value]) => `${name}: ${value}`),
    '',
    plain ? text : `< ./${file}`,
    '',
  ].join('\n');
};
