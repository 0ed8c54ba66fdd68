import type { ValuesOf } from '../../../cli/command/option.ts';
import type { Settings } from '../../../profiles/settings.ts';
import { checkOrder } from '../../../values/date.ts';
import { readPatterns } from '../../../values/event-names.ts';
import type { LogFilter } from '../../../webhooks/log/read.ts';
import type { filterOptions } from './filter-options.ts';

/**
 * What the filter options ask for. A profile that was named limits the log to its deliveries; the default one does not, since
 * the log belongs to the machine. Fails with `usage` for a period that ends before it begins.
 */
export const readFilter = (
  { event, allowUnknownEvent, failed, from, to }: ValuesOf<typeof filterOptions>,
  settings: Pick<Settings, 'profile'>,
): LogFilter => {
  checkOrder(from, to);
  const { value, from: origin } = settings.profile;
  const named = origin === '--profile' || origin === 'BOLTCALL_PROFILE';
  return {
    events: readPatterns(event, '--event', allowUnknownEvent ? { unknownEvents: 'allowed' } : {}),
    failed,
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    // Typed times are whole seconds; the last one is meant whole.
    ...(to === undefined ? {} : { to: Date.parse(to) + 999 }),
    ...(named ? { profile: value } : {}),
  };
};
