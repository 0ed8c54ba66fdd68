import type { Context } from '../../cli/command/command.ts';
import { platformOf } from '../../platform.ts';
import { column } from '../../resources/resource.ts';

/** What is reported about a running sandbox. */
export interface Told {
  readonly address: string;
  readonly port: number;
  readonly key: string;
  readonly pid: number;
  readonly log?: string;
}

/** The sandbox columns shown in a table. */
export const columns = [
  column('address', 'url'),
  column('key'),
  column('pid', 'number', 'PROCESS'),
  column('seed', 'number'),
  column('counts.agents', 'number', 'AGENTS'),
  column('counts.calls', 'number', 'CALLS'),
  column('counts.leads', 'number', 'LEADS'),
  column('counts.messages', 'number', 'MESSAGES'),
  column('counts.appointments', 'number', 'APPOINTMENTS'),
  column('counts.webhooks', 'number', 'WEBHOOKS'),
];

/** Returns the two variables that point a shell at a sandbox, one per line, in that shell's syntax. */
const variables = ({ address, key }: Told, platform: string): string => {
  const values = [
    ['BOLTCALL_BASE_URL', address],
    ['BOLTCALL_API_KEY', key],
  ] as const;
  return values.map(([name, value]) => `${platformOf(platform).setVariable(name, value)}\n`).join('');
};

/** Reports that a sandbox is ready: only the variables on stdout, so that a shell can evaluate them, or one record. */
export const showReady = async ({ print, world }: Context, sandbox: Told, more: Readonly<Record<string, unknown>>): Promise<void> => {
  const ready = `The sandbox is ready at ${sandbox.address}. Add --sandbox to any command`;
  if (print.view.format === 'table' && print.view.query === undefined && print.view.columns === undefined) {
    print.note(`${ready}, or set in another shell:`);
    await print.write(variables(sandbox, world.platform));
  } else {
    print.note(`${ready}.`);
    const told: Readonly<Record<string, unknown>> = { ...sandbox, ...more };
    await print.record(told, columns);
  }
};
