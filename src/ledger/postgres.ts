import { usage } from '../errors.ts';
import type { StoreAddress } from '../values/store.ts';
import type { World } from '../world.ts';
import type { Ledger, Purpose } from './ledger.ts';
export const openPostgres = async (store: StoreAddress & { kind: 'postgres' }, _purpose: Purpose, _world: World): Promise<Ledger> => {
  throw usage(store.shown);
};
