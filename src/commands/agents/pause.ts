import { statusCommand } from './status.ts';

export const command = statusCommand('pause', 'paused');
