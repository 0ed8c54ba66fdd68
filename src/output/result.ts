import { asFailure } from '../errors.ts';
import { ExactNumber } from '../values/exact-json.ts';
import { isObject } from '../values/json.ts';
import { chosen } from './format/columns.ts';
import { openCsv } from './format/csv.ts';
import { idOf, openWriter } from './format/formats.ts';
import { toJson } from './format/json.ts';
import { pick } from './format/path.ts';
import { checkQuery, lookedInList, runQuery } from './format/query.ts';
import { safeLines } from './text/safe.ts';
import type { View } from './text/view.ts';

const scalar = (value: unknown): value is string | number | boolean | ExactNumber =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value instanceof ExactNumber;

/** Formats objects from an expression as rows under their keys; in a pipe like lists there. */
const table = async (items: readonly unknown[], { columns: _picked, ...view }: View): Promise<string> => {
  const keys = [...new Set(items.flatMap((item) => (isObject(item) ? Object.keys(item) : [])))];
  const columns = chosen({ ...view, columns: keys }, []);
  if (!view.terminal) {
    const writer = await openWriter(view, columns);
    return writer.open + items.map((item) => writer.item(item)).join('');
  }
  const [{ openTable }, { paint }] = await Promise.all([import('./table/table.ts'), import('./text/color.ts')]);
  const drawn = await openTable(columns, items, true, view, await paint(view.color));
  return drawn.head + drawn.table.rows(items);
};

/**
 * Returns the result of an expression in the requested format. It can have any shape, so declared columns do not apply. `table`: a single text or
 * number unchanged (for a shell variable), nothing for null, objects as a table if one was requested, anything else as JSON. csv and tsv: objects
 * under their keys, lists as rows without a header.
 */
const resultText = async (result: unknown, view: View, changed = false): Promise<string> => {
  const items = Array.isArray(result) ? result : [result];
  switch (view.format) {
    case 'json':
      return `${toJson(result, 2)}\n`;
    case 'jsonl':
      return items.map((item) => `${toJson(item)}\n`).join('');
    case 'yaml':
      return (await (await import('./format/yaml.ts')).openYaml())(result);
    case 'id':
      return items
        .filter((item) => item !== null)
        .map((item) => idOf(item, view, changed))
        .join('');
    case 'table': {
      if (result === null) return '';
      if (view.tabular && items.length > 0 && items.every(isObject)) return table(items, view);
      if (!scalar(result)) return `${toJson(result, 2)}\n`;
      return `${view.terminal ? safeLines(String(result)) : String(result)}\n`;
    }
    case 'csv':
    case 'tsv': {
      const keys = [...new Set(items.flatMap((item) => (isObject(item) ? Object.keys(item) : [])))];
      if (keys.length > 0) {
        const columns = keys.map((path) => ({ path, kind: 'text' as const }));
        const { columns: _picked, ...rest } = view;
        const writer = await openWriter(rest, columns);
        return writer.open + items.map((item) => writer.item(item)).join('');
      }
      const delimiter = view.format === 'csv' ? ',' : '\t';
      const row = await openCsv({ delimiter, safeCsv: view.safeCsv ?? false, terminal: view.terminal });
      return items.map((item) => row(Array.isArray(item) ? item : [item])).join('');
    }
  }
};

/**
 * Returns the text of --query over a value. If the expression does not fit the response of a change that was made, it warns and shows the whole
 * response: a failure would invite the user to repeat the change.
 */
export const answered = async (
  query: string,
  value: unknown,
  { view, changed, warn }: { readonly view: View; readonly changed: boolean; warn(line: string): void },
): Promise<string> => {
  await checkQuery(query);
  const subject = view.columns && !Array.isArray(value) ? pick(value, view.columns) : value;
  try {
    const result = await runQuery(query, subject);
    const hint = result === null ? lookedInList(query, subject) : undefined;
    if (hint !== undefined) warn(hint);
    return await resultText(result, view, changed);
  } catch (thrown) {
    if (!changed) throw thrown;
    warn(`${asFailure(thrown).message}; showing the whole response`);
    return `${toJson(value, 2)}\n`;
  }
};
