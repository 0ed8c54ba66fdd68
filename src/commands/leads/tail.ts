import { tailCommand } from '../../cli/operation/tail.ts';
import { operations } from '../../resources/index.ts';

export const command = tailCommand('leads', operations.leads.list);
