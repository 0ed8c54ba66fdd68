import { agents } from './agents.ts';
import { analytics } from './analytics.ts';
import { appointments } from './appointments.ts';
import { calls } from './calls.ts';
import { leads } from './leads.ts';
import { messages } from './messages.ts';
import type { Resource } from './resource.ts';
import { webhooks } from './webhooks.ts';

/** All resources, in the order of the help text, for code that derives something from each. */
export const resources: Readonly<Record<string, Resource>> = { agents, calls, leads, messages, appointments, webhooks, analytics };

/** The operations by resource and verb, for code that needs a specific one: `operations.calls.list`. */
export const operations = {
  agents: agents.operations,
  calls: calls.operations,
  leads: leads.operations,
  messages: messages.operations,
  appointments: appointments.operations,
  webhooks: webhooks.operations,
  analytics: analytics.operations,
};
