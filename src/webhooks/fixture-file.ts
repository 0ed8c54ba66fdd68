import { usage } from '../errors.ts';

/**
 * Reads YAML, of which JSON is a part. A number that is written with a plus or a leading zero stays text, since it is a phone
 * number or a code: YAML would take the plus or the zero away. Fails with `usage`, naming the file and the line.
 */
export const parseFile = async (text: string, file: string): Promise<unknown> => {
  const { parseDocument, visit } = await import('yaml');
  const document = parseDocument(text.replace(/^\ufeff/, ''), { prettyErrors: true });
  const [fault] = document.errors;
  if (fault) {
    const line = fault.linePos?.[0].line;
    const [what = ''] = fault.message.split('\n');
    throw usage(
      `${file}${line === undefined ? '' : `:${line}`}: this is neither YAML nor JSON: ${what.replace(/ at line \d+, column \d+:?$/, '')}`,
      'See `boltcall webhooks trigger --help` for the form.',
    );
  }
  visit(document, {
    Scalar: (_, node) => {
      const { source } = node;
      if (typeof node.value === 'number' && source !== undefined && (/^\+|^-?0\d/.test(source) || !Number.isSafeInteger(Math.trunc(node.value))))
        node.value = source;
    },
  });
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  return value;
};
