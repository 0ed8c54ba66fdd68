import { statusCommand } from './status.ts';

export const command = statusCommand('resume', 'active');
