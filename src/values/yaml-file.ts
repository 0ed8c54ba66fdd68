import { type Failure, usage } from '../errors.ts';

/** The contents of a YAML file and the position of each part. */
export interface YamlFile {
  readonly value: unknown;
  /** Returns the position of a part for errors, `rules.yaml:7`: where its key or item begins, or the nearest part around it. */
  place(path: ReadonlyArray<string | number>): string;
}

/**
 * Parses YAML, which includes JSON. A number with a plus or a leading zero stays text, because it is a phone number or a code and YAML would drop the
 * plus or zero. Throws `usage` with this hint that names the file and the line.
 */
export const readYaml = async (text: string, file: string, hint: string): Promise<YamlFile> => {
  const { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } = await import('yaml');
  const lines = new LineCounter();
  try {
    const document = parseDocument(text.replace(/^\ufeff/, ''), { prettyErrors: true, lineCounter: lines });
    const [fault] = document.errors;
    if (fault) {
      const line = fault.linePos?.[0].line;
      const [what = ''] = fault.message.split('\n');
      const where = line === undefined ? file : `${file}:${line}`;
      throw usage(`${where}: not valid YAML or JSON: ${what.replace(/ at line \d+, column \d+:?$/, '')}`, hint);
    }
    visit(document, {
      Scalar: (_, node) => {
        const { source } = node;
        if (typeof node.value === 'number' && source !== undefined && (/^\+|^-?0\d/.test(source) || !Number.isSafeInteger(Math.trunc(node.value))))
          node.value = source;
      },
    });
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    // Detects anything that cannot be written as JSON.
    JSON.stringify(value);
    const place: YamlFile['place'] = (path) => {
      let holder: unknown = document.contents;
      let start: number | undefined;
      for (const step of path) {
        const pair = isMap(holder) ? holder.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
        const next: unknown = pair ? pair.value : isSeq(holder) ? holder.items[Number(step)] : undefined;
        const at: unknown = pair ? pair.key : next;
        if (!isNode(at)) break;
        start = at.range?.[0] ?? start;
        holder = next;
      }
      return start === undefined ? file : `${file}:${lines.linePos(start).line}`;
    };
    return { value, place };
  } catch (error) {
    throw unreadable(file, error, hint);
  }
};

/** Returns the failure for an error of the parser or the JSON conversion; any other error is returned unchanged. */
const unreadable = (file: string, error: unknown, hint: string): unknown => {
  const refuse = (why: string): Failure => usage(`${file}: ${why}`, hint);
  if (error instanceof RangeError) return refuse('it is nested too deeply');
  if (error instanceof ReferenceError) return refuse('its aliases expand to too much data');
  return error instanceof TypeError ? refuse('it contains a circular reference') : error;
};
