import { exportCommand } from '../../cli/operation/export.ts';

export const command = exportCommand('leads');
