import { scriptCommand } from './script.ts';

export const command = scriptCommand('bash');
