import { type Operation, parameters } from '../../resources/resource.ts';
import { quoted } from '../../values/shell.ts';
import type { Context } from '../command/command.ts';
import { workspaceFlags } from './client-options.ts';
import { fieldOption } from './inputs.ts';

/** Returns the command line that does the same without prompts, for scripts. Secrets are left for the user to fill in. */
export const equivalent = (context: Context, operation: Operation, input: Readonly<Record<string, unknown>>): string => {
  const line = ['boltcall', ...context.words, ...workspaceFlags(context).map(quoted)];
  for (const name of parameters(operation)) if (input[name] !== undefined) line.push(quoted(String(input[name])));
  for (const [name, field] of Object.entries(operation.input)) {
    const value = input[name];
    if (value === undefined) continue;
    const flag = `--${fieldOption(name, field).name}`;
    if (field.rules.secret) line.push(flag, '@FILE');
    else if (Array.isArray(value)) for (const entry of value) line.push(flag, quoted(String(entry)));
    else line.push(flag, quoted(typeof value === 'object' ? JSON.stringify(value) : String(value)));
  }
  return line.join(' ');
};
