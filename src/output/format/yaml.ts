const hidden = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const controls = /[\u0000-\u0008\u000b-\u001f]/;

/**
 * A writer of YAML 1.2 that a YAML 1.1 reader takes the same way (`no`, `1:30` and `+1415…` are quoted). Control and bidi
 * characters are escaped as in JSON.
 */
export const openYaml = async (): Promise<(value: unknown) => string> => {
  const { Document, isScalar, visit } = await import('yaml');
  return (value) => {
    const document = new Document(value, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
    visit(document, {
      Scalar: (_key, node) => {
        if (isScalar(node) && typeof node.value === 'string' && (node.value.search(hidden) >= 0 || controls.test(node.value)))
          node.type = 'QUOTE_DOUBLE';
      },
    });
    const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return document.toString({ lineWidth: 0 }).replace(hidden, escaped);
  };
};
