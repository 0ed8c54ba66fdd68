import type { ValuesOf } from '../../../cli/command/option.ts';
import type { Settings } from '../../../profiles/settings.ts';
import { checkOrder } from '../../../values/date.ts';
import { headerFilter } from '../../../webhooks/header-filter.ts';
import type { LogFilter } from '../../../webhooks/log/read.ts';
import type { filterOptions } from './filter-options.ts';

/**
 * Returns the filter for the options. A profile named explicitly limits the log to its deliveries; the default profile does not, because the log
 * belongs to the machine. Fails with `usage` if the period ends before it begins, and for a header that is not NAME=VALUE.
 */
export const readFilter = (
  { event, filterHeader, failed, from, to }: Omit<ValuesOf<typeof filterOptions>, 'allowUnknownEvent'>,
  settings: Pick<Settings, 'profile'>,
): LogFilter => {
  checkOrder(from, to);
  const headers = headerFilter(filterHeader);
  const { value, from: origin } = settings.profile;
  const named = origin === '--profile' || origin === 'BOLTCALL_PROFILE';
  return {
    events: event,
    failed,
    ...(headers === undefined ? {} : { headers }),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    // Typed times are whole seconds; include the whole last second.
    ...(to === undefined ? {} : { to: Date.parse(to) + 999 }),
    ...(named ? { profile: value } : {}),
  };
};
