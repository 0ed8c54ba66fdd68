import { text } from '../../resources/resource.ts';
import type { Option } from './command.ts';

/** For calls and texts: a number that no numbering plan knows is sent all the same. */
export const unusualNumber: Option = { name: 'allow-unusual-number', field: text('send to a number that looks impossible, as typed') };
