import { usage } from '../../errors.ts';
import type { Column } from '../../resources/resource.ts';
import { numberIn } from '../../values/exact-json.ts';
import { isObject } from '../../values/json.ts';
import { heading } from '../text/heading.ts';
import { safe } from '../text/safe.ts';
import type { View } from '../text/view.ts';
import { pipedCell } from './cell.ts';
import { chosen, filled } from './columns.ts';
import { openCsv } from './csv.ts';
import { toJson } from './json.ts';
import { at, pick } from './path.ts';

/** Writes the items of a list one by one. */
export interface Writer {
  /** Text before the first item; `none` replaces everything if there are no items. */
  readonly open: string;
  readonly none: string;
  item(value: unknown): string;
  readonly between: string;
  readonly close: string;
}

const lines = (item: (value: unknown) => string, open = ''): Writer => ({ open, none: open, item, between: '', close: '' });

/** Returns the id of an item, for `-o id`. Throws `usage` if it has none, unless it reports a change that was made. `path`: its member that is the id. */
export const idOf = (value: unknown, view: View, changed: boolean, path = 'id'): string => {
  const id = isObject(value) ? value[path] : value;
  if (typeof id === 'string' || numberIn(id) !== undefined) return `${view.terminal ? safe(String(id)) : String(id)}\n`;
  if (changed) return '';
  throw usage('-o id: the response has no id', 'Use -o json, or --columns to select fields.');
};

/** Returns the writer of a format with these columns; `table` in its form for pipes. */
export const openWriter = async (view: View, columns: readonly Column[], changed = false): Promise<Writer> => {
  const paths = columns.map((column) => column.path);
  const picked = (value: unknown): unknown => (view.columns ? pick(value, view.columns) : value);
  switch (view.format) {
    case 'json':
      return {
        open: '[\n',
        none: '[]\n',
        between: ',\n',
        close: '\n]\n',
        item: (value) => `  ${toJson(picked(value), 2).replaceAll('\n', '\n  ')}`,
      };
    case 'jsonl':
      return lines((value) => `${toJson(picked(value))}\n`);
    case 'yaml': {
      const yaml = await (await import('./yaml.ts')).openYaml();
      return { ...lines((value) => yaml([picked(value)])), none: '[]\n' };
    }
    case 'csv':
    case 'tsv': {
      const delimiter = view.format === 'csv' ? ',' : '\t';
      const row = await openCsv({ delimiter, safeCsv: view.safeCsv ?? false, terminal: view.terminal });
      return lines((value) => row(paths.map((path) => at(value, path))), row(paths));
    }
    case 'id':
      return lines((value) => idOf(value, view, changed, columns.find(({ kind }) => kind === 'id')?.path));
    case 'table':
      return lines(
        (value) => `${paths.map((path) => pipedCell(at(value, path))).join('\t')}\n`,
        view.header ? `${columns.map(heading).join('\t')}\n` : '',
      );
  }
};

/** Returns one object in a format other than `table`: as the service returned it, or only the requested fields. */
export const recordText = async (value: unknown, view: View, declared: readonly Column[], changed = false): Promise<string> => {
  const whole = value === undefined ? {} : value;
  const picked = view.columns ? pick(whole, view.columns) : whole;
  switch (view.format) {
    case 'json':
      return `${toJson(picked, 2)}\n`;
    case 'jsonl':
      return `${toJson(picked)}\n`;
    case 'yaml':
      return (await (await import('./yaml.ts')).openYaml())(picked);
    default: {
      const columns = view.columns || declared.length > 0 ? chosen(view, declared) : filled(whole, declared);
      const writer = await openWriter(view, columns, changed);
      return writer.open + writer.item(whole);
    }
  }
};
