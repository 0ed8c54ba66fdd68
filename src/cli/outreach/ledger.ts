import { usage } from '../../errors.ts';
import type { Contact, Ledger, Purpose } from '../../ledger/ledger.ts';
import { requireKey } from '../../profiles/key.ts';
import { text } from '../../resources/resource.ts';
import type { StoreAddress } from '../../values/store.ts';
import type { Context } from '../command/command.ts';
import { option } from '../command/option.ts';

/** Selects the ledger to use. */
export const ledgerOption = {
  ledger: option('url', text('ledger of who was contacted: postgres://HOST/DATABASE or a file', { secret: true }), { env: 'BOLTCALL_LEDGER' }),
};

/** Returns the store named by option, environment or profile. */
export const namedStore = async ({ settings }: Context, typed: string | undefined): Promise<StoreAddress | undefined> => {
  const { readStore } = await import('../../values/store.ts');
  const named = typed === undefined ? settings.ledger : { value: typed, from: '--ledger' };
  return named && readStore(named.value, named.from);
};

/** What a contact is about. `text` is the rendered text, used if no campaign is named. */
export interface About {
  readonly operation: string;
  readonly campaign: string | undefined;
  readonly template?: string | undefined;
  /** Whether a person is contacted, rather than only a record created. */
  readonly reaches: boolean;
}

/** Returns what the ledger needs to know about this workspace. Fails with `no_key` if there is no key. */
export const workspaceContacts = async ({ settings, world }: Context, { operation, campaign, template, reaches }: About) => {
  const { keyOf, personOf, textOf, workspaceOf } = await import('../../ledger/key.ts');
  const { value: key } = requireKey(settings);
  const { runningSandbox } = settings.sandbox ? await import('../../sandbox/control/running.ts') : {};
  // Each sandbox start is a separate workspace, because the state of an earlier one is gone.
  const running = await runningSandbox?.(settings.places.state, world);
  const workspace = workspaceOf(settings.baseUrl.value, running ? `${key} ${running.pid} ${world.birth(running.pid) ?? ''}` : key);
  const templateDigest = template === undefined ? undefined : textOf(workspace, template);
  const purpose: Purpose = { operation, workspace: workspace.slice(0, 8), campaign, template: templateDigest };
  return {
    purpose,
    template: templateDigest,
    contact: (recipient: string, said: string): Contact => ({
      key: keyOf({ workspace, operation, campaign, text: said, recipient }),
      person: reaches ? personOf(workspace, recipient) : undefined,
      recipient,
    }),
  };
};

/** Opens the ledger. `file` is the input file; its real directory can also contain a ledger. */
export const openLedgerFor = async (context: Context, store: StoreAddress | undefined, purpose: Purpose, file?: string): Promise<Ledger> => {
  const { openLedger } = await import('../../ledger/open.ts');
  const { realpathSync } = await import('node:fs');
  const { dirname } = await import('node:path');
  const folder = file === undefined ? undefined : dirname(real(realpathSync, file));
  return openLedger({ store, folder, state: context.settings.places.state, purpose, world: context.world });
};

const real = (realpath: (path: string) => string, file: string): string => {
  try {
    return realpath(file);
  } catch {
    throw usage(`no such file: ${file}`);
  }
};
