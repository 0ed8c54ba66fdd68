import { usage } from '../../errors.ts';
import type { Settings } from '../../profiles/settings.ts';
import type { Context } from '../command/command.ts';

/** What is about to happen, for the one question before it. */
export interface Deed {
  /** Begins with a small letter and a verb: `text +14155550133, 1 segment, "See you…"`. */
  readonly what: string;
  /** The same with names, which are looked up only if somebody is asked. */
  readonly byName?: () => Promise<string>;
  readonly kind: 'call' | 'text' | 'final' | 'pause' | 'bulk';
  /** How many people or things it touches. */
  readonly count: number;
  /** On this machine only: no workspace is to be named. */
  readonly here?: true;
}

/**
 * Whether a deed is asked about (section 2, Confirmation): never in the sandbox nor with --yes; not for calls with a test key,
 * which places none; a profile may ask less.
 */
export const asksFirst = (settings: Settings, deed: Deed): boolean => {
  if (settings.sandbox || settings.yes || settings.confirm.value === 'never') return false;
  if (deed.kind === 'call' && settings.mode === 'test') return false;
  return !(settings.confirm.value === 'risky' && deed.kind === 'text' && deed.count === 1);
};

/** `[LIVE · clinic-north] ` before what will happen, so that nobody mistakes one workspace for another. */
export const where = (settings: Settings): string => `[${settings.mode === 'live' ? 'LIVE' : 'test'} · ${settings.profile.value}] `;

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/**
 * Asks before a deed. A no or Ctrl-C is a failure of kind `interrupted` with nothing sent; where nobody can be asked it is a
 * usage failure.
 */
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
