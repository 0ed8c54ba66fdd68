import { type Failure, usage } from '../../errors.ts';

/** What a file holds, and where its steps stand. */
export interface FixtureFile {
  readonly value: unknown;
  /** Names a step (from 0) in errors: `story.yaml:7: step 2`. */
  place(step: number): string;
}

const help = 'See `boltcall webhooks trigger --help` for the format.';

/**
 * Reads YAML, of which JSON is a part. A number that is written with a plus or a leading zero stays text, since it is a phone
 * number or a code: YAML would take the plus or the zero away. Fails with `usage`, naming the file and the line.
 */
export const parseFile = async (text: string, file: string): Promise<FixtureFile> => {
  const { isSeq, LineCounter, parseDocument, visit, isNode } = await import('yaml');
  const lines = new LineCounter();
  try {
    const document = parseDocument(text.replace(/^\ufeff/, ''), { prettyErrors: true, lineCounter: lines });
    const [fault] = document.errors;
    if (fault) {
      const line = fault.linePos?.[0].line;
      const [what = ''] = fault.message.split('\n');
      const where = line === undefined ? file : `${file}:${line}`;
      throw usage(`${where}: not valid YAML or JSON: ${what.replace(/ at line \d+, column \d+:?$/, '')}`, help);
    }
    visit(document, {
      Scalar: (_, node) => {
        const { source } = node;
        if (typeof node.value === 'number' && source !== undefined && (/^\+|^-?0\d/.test(source) || !Number.isSafeInteger(Math.trunc(node.value))))
          node.value = source;
      },
    });
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    // Whatever cannot be sent as JSON is noticed here.
    JSON.stringify(value);
    const steps = isSeq(document.contents) ? document.contents : document.get('steps');
    const place = (step: number): string => {
      const item = isSeq(steps) ? steps.items[step] : undefined;
      const at = isNode(item) ? item.range?.[0] : undefined;
      return `${file}${at === undefined ? '' : `:${lines.linePos(at).line}`}: step ${step + 1}`;
    };
    return { value, place };
  } catch (error) {
    throw unreadable(file, error);
  }
};

/** What the parser, or the making of JSON, throws for data that no fixture needs. */
const unreadable = (file: string, error: unknown): unknown => {
  const refuse = (why: string): Failure => usage(`${file}: ${why}`, help);
  if (error instanceof RangeError) return refuse('it is nested too deeply');
  if (error instanceof ReferenceError) return refuse('its aliases expand to too much data');
  return error instanceof TypeError ? refuse('it contains a circular reference') : error;
};
