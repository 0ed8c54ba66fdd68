import { flag, option } from '../../../cli/command/option.ts';
import { unknownEvent } from '../../../cli/command/unknown-event.ts';
import { list, text } from '../../../resources/resource.ts';

/** The help of an argument that names a delivery. */
export const deliveryId = 'delivery or subject id (dlv_…, call_…), the beginning of one, or `last` for the newest';

/** Options that select deliveries from the log; `filter.ts` parses them. */
export const filterOptions = {
  event: option('name', list('only these events: names or patterns such as `call.*`, separated by commas (repeatable)', { format: 'event-pattern' })),
  ...unknownEvent,
  filterHeader: option('name=value', list('only deliveries with this header; * in the value matches anything (repeatable)')),
  failed: flag('only deliveries that failed and were not replayed successfully'),
  from: option('date', text('received on or after this time', { format: 'date-time' }), { edge: 'from', aliases: ['since'] }),
  to: option('date', text('received on or before this time', { format: 'date-time' }), { edge: 'to', aliases: ['until'] }),
};
