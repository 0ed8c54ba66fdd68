import { usage } from '../../errors.ts';
import type { Settings } from '../../profiles/settings.ts';
import type { Context } from '../command/command.ts';

/** What is about to happen, for the confirmation prompt. */
export interface Deed {
  /** Starts in lower case with a verb: `text +14155550133, 1 segment, "See you…"`. */
  readonly what: string;
  /** The same with names, which are looked up only if the user is prompted. */
  readonly byName?: () => Promise<string>;
  readonly kind: 'call' | 'text' | 'final' | 'pause' | 'bulk';
  /** The number of people or things affected. */
  readonly count: number;
  /** Affects this machine only, so no workspace is named. */
  readonly here?: true;
}

/**
 * Whether a deed needs confirmation (section 2, Confirmation): never in the sandbox or with --yes; not for calls with a test key, which places none;
 * a profile may require less.
 */
export const asksFirst = (settings: Settings, deed: Deed): boolean => {
  if (settings.sandbox || settings.yes || settings.confirm.value === 'never') return false;
  if (deed.kind === 'call' && settings.mode === 'test') return false;
  return !(settings.confirm.value === 'risky' && deed.kind === 'text' && deed.count === 1);
};

/** Returns the prefix `[LIVE · clinic-north] `, so that users do not confuse workspaces. */
export const where = (settings: Settings): string => `[${settings.mode === 'live' ? 'LIVE' : 'test'} · ${settings.profile.value}] `;

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** Asks for confirmation. Declining or Ctrl-C fails with kind `interrupted` and sends nothing; without a terminal it fails with `usage`. */
export const confirm = async (context: Context, deed: Deed): Promise<void> => {
  const { settings, ask } = context;
  if (!asksFirst(settings, deed)) return;
  if (!ask.possible)
    throw usage(
      `confirmation required, but this is not an interactive terminal: ${deed.what}`,
      'Add --yes to continue, or --dry-run to preview the request.',
    );
  await ask.confirm(`${deed.here ? '' : where(settings)}${capital((await deed.byName?.()) ?? deed.what)}?`);
};
