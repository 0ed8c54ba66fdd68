import { agents } from './agents.ts';
import { analytics } from './analytics.ts';
import { appointments } from './appointments.ts';
import { calls } from './calls.ts';
import { leads } from './leads.ts';
import { messages } from './messages.ts';
import type { Resource } from './resource.ts';
import { webhooks } from './webhooks.ts';

/** All resources, in the order of help. */
export const resources: Readonly<Record<string, Resource>> = { agents, calls, leads, messages, appointments, webhooks, analytics };
