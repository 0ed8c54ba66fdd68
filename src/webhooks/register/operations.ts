import type { Operation, Resource } from '../../resources/resource.ts';
import { webhooks } from '../../resources/webhooks.ts';

const named = (resource: Resource, verb: string): Operation => {
  const operation = resource.operations[verb];
  if (operation === undefined) throw new Error(`the registry has no operation ${verb}`);
  return operation;
};

/** The operations on webhooks, by name. */
export const listWebhooks: Operation = named(webhooks, 'list');
export const createWebhook: Operation = named(webhooks, 'create');
export const deleteWebhook: Operation = named(webhooks, 'delete');
