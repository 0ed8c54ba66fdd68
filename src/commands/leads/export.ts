import { exportCommand } from '../export.ts';

export const command = exportCommand('leads');
