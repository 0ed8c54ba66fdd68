import { exportCommand } from '../../cli/operation/export.ts';
import { operations } from '../../resources/index.ts';

export const command = exportCommand('messages', operations.messages.list);
