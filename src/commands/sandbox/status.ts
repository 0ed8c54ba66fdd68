import { defineCommand } from '../../cli/command/command.ts';
import { Failure } from '../../errors.ts';
import { speak } from '../../sandbox/control/client.ts';
import { iso } from '../../values/iso.ts';
import { isObject } from '../../values/json.ts';
import { columns } from './shown.ts';
import { noneRuns, portOption, running } from './which.ts';

export const command = defineCommand({
  columns,
  options: portOption,
  exits: { 0: 'a sandbox is running', 14: 'no sandbox is running' },
  examples: ['sandbox status', 'sandbox status -q address'],
  run: async (context, which) => {
    const all = await running(context, which);
    const found: Array<Readonly<Record<string, unknown>>> = [];
    for (const sandbox of all) {
      const status = await speak(sandbox, 'GET', 'status').catch((thrown: unknown) => {
        if (thrown instanceof Failure) return undefined;
        throw thrown;
      });
      if (isObject(status)) found.push({ ...status, started_at: iso(sandbox.startedAt), ...(sandbox.log === undefined ? {} : { log: sandbox.log }) });
    }
    const [only, ...others] = found;
    if (!only) throw noneRuns(which);
    if (others.length === 0) await context.print.record(only, columns);
    else await context.print.list(found, columns);
  },
});
