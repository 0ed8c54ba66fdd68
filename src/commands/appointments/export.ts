import { exportCommand } from '../../cli/operation/export.ts';
import { operations } from '../../resources/index.ts';
import { calendar } from './calendar.ts';

/** `-o ics` writes a calendar. */
const plain = exportCommand('appointments', operations.appointments.list, { ics: calendar });

export const command = { ...plain, examples: [...plain.examples, 'appointments export -o ics --status upcoming --out appointments.ics'] };
