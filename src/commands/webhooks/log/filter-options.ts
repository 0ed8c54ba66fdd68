import { flag, option } from '../../../cli/command/option.ts';
import { list, text } from '../../../resources/resource.ts';

/** Options that choose deliveries of the log; `filter.ts` reads them. */
export const filterOptions = {
  event: option('name', list('only this event (`call.*`, either set of names); repeat for more')),
  failed: flag('only what no target took, and no replay since'),
  from: option('date', text('received on or after this time', { format: 'date-time' }), { edge: 'from', aliases: ['since'] }),
  to: option('date', text('received on or before this time', { format: 'date-time' }), { edge: 'to', aliases: ['until'] }),
};
