import { ExactNumber } from '../../values/exact-json.ts';

const hidden =
  /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/**
 * Text that YAML 1.1 parsers do not accept as plain or block text: controls and tabs, `=` and `<<`, which have a special meaning, and leading or
 * trailing spaces.
 */
const delicate = /[\u0000-\u0009\u000b-\u001f]|^(?:=|<<)$|^[ \n]|[ \n]$| \n/;
/** Numbers that only YAML 1.2 parses as numbers: a YAML 1.1 float has a dot. */
const undotted = /^(-?\d+)(e[+-]\d+)$/i;

/**
 * Opens a writer of YAML 1.2 that a YAML 1.1 parser reads the same way (`no`, `1:30`, `+1415…`, `=` and texts with tabs are quoted). Control and bidi
 * characters are escaped as in JSON; numbers keep their digits.
 */
export const openYaml = async (): Promise<(value: unknown) => string> => {
  const { Document, isScalar, Scalar, visit } = await import('yaml');
  const exact = {
    tag: 'tag:yaml.org,2002:float',
    default: true,
    identify: (value: unknown) => value instanceof ExactNumber,
    createNode: (_schema: unknown, value: unknown) => new Scalar(value),
    stringify: ({ value }: { readonly value?: unknown }) => String(value),
    resolve: (text: string) => text,
    // Never used for parsing.
    test: /^(?!)/,
  } as const;
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return (value) => {
    const document = new Document(value, { compat: 'yaml-1.1', aliasDuplicateObjects: false, customTags: [exact] });
    visit(document, {
      Scalar: (key, node) => {
        if (!isScalar(node)) return;
        const text = typeof node.value === 'string' ? node.value : '';
        // The lines of a block could look like document separators, and a block cannot be a key.
        const block = text.includes('\n') && (key === null || key === 'key');
        if (text.search(hidden) >= 0 || delicate.test(text) || block) node.type = 'QUOTE_DOUBLE';
        const dotted = typeof node.value === 'number' ? String(node.value).replace(undotted, '$1.0$2') : '';
        if (dotted !== '' && dotted !== String(node.value)) node.value = new ExactNumber(dotted);
      },
    });
    return document.toString({ lineWidth: 0 }).replace(hidden, escaped);
  };
};
