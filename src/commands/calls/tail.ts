import { tailCommand } from '../../cli/operation/tail.ts';
import { operations } from '../../resources/index.ts';

export const command = tailCommand('calls', operations.calls.list, { dated: true });
