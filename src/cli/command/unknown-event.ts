import { text } from '../../resources/resource.ts';
import type { Option } from './command.ts';

/** For names of events: one that looks like a slip is taken as it is. */
export const unknownEvent: Option = { name: 'allow-unknown-event', field: text('take an event name that looks misspelled, as typed') };
