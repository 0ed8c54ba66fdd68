import { join } from 'node:path';
import type { StoreAddress } from '../values/store.ts';
import type { World } from '../world.ts';
import type { Ledger, Purpose } from './ledger.ts';

/** The embedded ledgers of a folder and of a user. */
export const folderLedger = (folder: string): string => join(folder, '.boltcall-ledger');
export const userLedger = (state: string): string => join(state, 'ledger');

export interface LedgerOptions {
  /** The configured store; without one the embedded ledgers are used. */
  readonly store: StoreAddress | undefined;
  /** The real folder of the input file, if any. */
  readonly folder?: string | undefined;
  /** The user's state directory. */
  readonly state: string;
  readonly purpose: Purpose;
  readonly world: World;
}

/** Opens the ledger that decides about a contact. Fails like `Ledger`. */
export const openLedger = async ({ store, folder, state, purpose, world }: LedgerOptions): Promise<Ledger> => {
  if (store?.kind === 'postgres') {
    const { openPostgres } = await import('./postgres.ts');
    return openPostgres(store, purpose, world);
  }
  const { openEmbedded } = await import('./embedded.ts');
  const paths = store ? [store.path] : [...(folder === undefined ? [] : [folderLedger(folder)]), userLedger(state)];
  return openEmbedded(paths, purpose, world);
};
