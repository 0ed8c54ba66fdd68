import { exportCommand } from '../../cli/operation/export.ts';
import { calendar } from './calendar.ts';

/** `-o ics` makes a calendar of them. */
const plain = exportCommand('appointments', { ics: calendar });

export const command = { ...plain, examples: [...plain.examples, 'appointments export -o ics --status upcoming --out appointments.ics'] };
