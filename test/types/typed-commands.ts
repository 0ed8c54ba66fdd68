/** Code that must not compile. tsc reads this file with all others and fails if an expected error is missing; none of it runs. */
import { argument } from '../../src/cli/command/argument.ts';
import { type Context, defineCommand } from '../../src/cli/command/command.ts';
import { flag, option } from '../../src/cli/command/option.ts';
import { change } from '../../src/cli/operation/change.ts';
import { inputOf, inputOptions } from '../../src/cli/operation/inputs.ts';
import { rowOf } from '../../src/cli/operation/row.ts';
import type { Client } from '../../src/client/client.ts';
import type { Printer } from '../../src/output/printer.ts';
import { operations } from '../../src/resources/index.ts';
import { type ColumnOf, changes, choice, column, integer, list, lists, page, record, required, text } from '../../src/resources/resource.ts';

const same = <T>(value: T): T => value;

export const options = defineCommand({
  options: {
    forwardTo: option('url', list('where to')),
    count: option('n', integer('how many')),
    wait: option('duration', text('how long', { format: 'duration' })),
    answer: option('when', choice('which', ['target', 'now'])),
    color: option('name', choice('which, or another', ['red', 'blue'], { open: true })),
    insecure: flag('take any certificate'),
  },
  arguments: {
    event: argument('which', { choices: ['call', 'text'] }),
    name: argument('whose', { optional: true }),
    id: argument('the ids', { repeat: true }),
  },
  formats: ['md'],
  examples: [],
  run: async (_, given, words, rest) => {
    same<readonly string[]>(given.forwardTo);
    same<number | undefined>(given.count);
    same<number | undefined>(given.wait);
    same<'target' | 'now' | undefined>(given.answer);
    same<string | undefined>(given.color);
    same<boolean>(given.insecure);
    same<'md' | undefined>(given.format);
    same<'call' | 'text'>(words.event);
    same<string | undefined>(words.name);
    same<readonly string[]>(words.id);
    same<readonly string[]>(rest);
    // @ts-expect-error: a misspelled option
    same(given.forwardsTo);
    // @ts-expect-error: an option read by its name on the command line
    same(given['forward-to']);
    // @ts-expect-error: a number is no text
    same<string | undefined>(given.count);
    // @ts-expect-error: a duration is a number of milliseconds
    same<string | undefined>(given.wait);
    // @ts-expect-error: it may not have been typed
    same<number>(given.count);
    // @ts-expect-error: none of the choices
    same(given.answer === 'later');
    // @ts-expect-error: a flag is true or false
    same<string>(given.insecure);
    // @ts-expect-error: no such format
    same(given.format === 'ics');
    // @ts-expect-error: a misspelled argument
    same(words.events);
    // @ts-expect-error: an optional word may be missing
    same<string>(words.name);
    // @ts-expect-error: a word that repeats is several
    same<string>(words.id);
    // @ts-expect-error: none of the choices
    same(words.event === 'booking');
  },
});

export const bare = defineCommand({
  examples: [],
  run: async (_, given) => {
    // @ts-expect-error: a command without options has none
    same(given.all);
    // @ts-expect-error: nor a format of its own
    same(given.format);
  },
});

export const together = defineCommand({
  options: {
    all: flag('show the whole log', { conflicts: ['limit', 'id'] }),
    limit: option('n', integer('how many'), { needs: 'all' }),
  },
  arguments: { id: argument('which', { optional: true }) },
  examples: [],
  run: async (_, { all, limit }) => {
    same<boolean>(all);
    same<number | undefined>(limit);
  },
});

export const apart = defineCommand({
  // @ts-expect-error: what it conflicts with is no option of the command
  options: { all: flag('show the whole log', { conflicts: ['limits'] }) },
  examples: [],
  run: async () => undefined,
});

export const alone = defineCommand({
  // @ts-expect-error: what it needs is no option of the command
  options: { limit: option('n', integer('how many'), { needs: 'wait' }) },
  examples: [],
  run: async () => undefined,
});

export const ofAnOperation = defineCommand({
  options: inputOptions(operations.leads.create),
  examples: [],
  run: async (context, given) => {
    same<readonly string[]>(given.tags);
    same<string | undefined>(given.email);
    // @ts-expect-error: a misspelled field
    same(given.mail);
    const input = await inputOf(context, given, operations.leads.create);
    same<string | undefined>(input.name);
    // @ts-expect-error: one text where several are meant
    await inputOf(context, { tags: 'a' }, operations.leads.create);
    // @ts-expect-error: an option that the operation does not have
    await inputOf(context, { tag: ['a'] }, operations.leads.create);
    // @ts-expect-error: a field that the operation does not have
    same(input.company);
  },
});

export const calling = async (client: Client, context: Context): Promise<void> => {
  await client.call(operations.calls.get, { call_id: 'call_1' });
  await client.call(operations.leads.create, { name: 'Ana', tags: ['a'], email: undefined });
  client.list(operations.calls.list, { direction: 'inbound' }, {});
  await change(context, operations.messages.sms, { to: '+14155550133', body: 'Hello' });
  // @ts-expect-error: no such operation
  await client.call(operations.calls.fetch, {});
  // @ts-expect-error: no such resource
  await client.call(operations.call.get, { call_id: 'call_1' });
  // @ts-expect-error: the id in the path is missing
  await client.call(operations.calls.get, {});
  // @ts-expect-error: another name for the id
  await client.call(operations.calls.get, { id: 'call_1' });
  // @ts-expect-error: a required field is missing
  await client.call(operations.leads.create, { email: 'ana@example.com' });
  // @ts-expect-error: a misspelled field
  await client.call(operations.leads.create, { name: 'Ana', tag: ['a'] });
  // @ts-expect-error: one text where several are meant
  await client.call(operations.leads.create, { name: 'Ana', tags: 'a' });
  // @ts-expect-error: none of the choices
  client.list(operations.calls.list, { direction: 'sideways' }, {});
  // @ts-expect-error: a list is not called
  await client.call(operations.calls.list, {});
  // @ts-expect-error: what is not a list cannot be listed
  client.list(operations.calls.get, { call_id: 'call_1' }, {});
  // @ts-expect-error: what only reads changes nothing
  await change(context, operations.calls.get, { call_id: 'call_1' });
  // @ts-expect-error: a change without what it requires
  await change(context, operations.messages.sms, { to: '+14155550133' });
};

export const showing = async (print: Printer): Promise<void> => {
  const rows = [{ name: 'mia', calls: { total: 3 } }];
  await print.list(rows, [column('name'), column('calls.total', 'number')]);
  await print.record(rows[0], [column('calls')]);
  // @ts-expect-error: a misspelled column
  await print.list(rows, [column('nmae')]);
  // @ts-expect-error: a path that leads nowhere
  await print.list(rows, [column('calls.missed', 'number')]);
  // @ts-expect-error: a column that the record does not have
  await print.record({ id: 'wh_1' }, [column('id'), column('url')]);
  // @ts-expect-error: no such kind of cell
  await print.list(rows, [column('name', 'bold')]);
  same<ReadonlyArray<ColumnOf<{ id: string }>>>([column('id')]);
  // @ts-expect-error: a column of other rows
  same<ReadonlyArray<ColumnOf<{ id: string }>>>([column('name')]);
};

const row = { id: 'text', score: 'number', period: { from: 'text' } } as const;

export const reading = (item: unknown): void => {
  const one = rowOf(row, item);
  same<string | undefined>(one.id);
  same<string | undefined>(one.period?.from);
  // @ts-expect-error: a member that is not documented
  same(one.name);
  // @ts-expect-error: a number is no text
  same<string | undefined>(one.score);
  // @ts-expect-error: the service may leave it out
  same<string>(one.id);
  // @ts-expect-error: calls have a caller, not a phone
  same(rowOf(operations.calls.get.output.row, item).phone);
};

export const declaring = (): void => {
  const rest = { summary: 'x', input: {}, examples: [] };
  lists({ ...rest, route: 'GET /things', output: page(row, [column('period.from')], { low: { test: 'at-least', paths: ['score'], about: 'x' } }) });
  // @ts-expect-error: a column that no row has
  page(row, [column('name')]);
  // @ts-expect-error: a filter that looks at what no row has
  page(row, [], { low: { test: 'at-least', paths: ['scores'], about: 'x' } });
  // @ts-expect-error: no such test
  page(row, [], { low: { test: 'at-most', paths: ['score'], about: 'x' } });
  // @ts-expect-error: a list is read, not posted
  lists({ ...rest, route: 'POST /things', output: page(row, []) });
  // @ts-expect-error: a change is not got
  changes({ ...rest, route: 'GET /things', output: record(row, []) });
  // @ts-expect-error: a change answers with a record, not with a page
  changes({ ...rest, route: 'POST /things', output: page(row, []) });
  // @ts-expect-error: a field has a format that exists
  required(text('x', { format: 'telephone' }));
};
