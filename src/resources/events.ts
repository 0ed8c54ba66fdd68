/**
 * The names of webhook events. The vendor uses two sets: the documented one, and an older one that its own code sends. Other names exist; a client
 * shows and forwards unknown ones.
 */

export const eventNames = [
  'call.started',
  'call.completed',
  'call.missed',
  'lead.created',
  'lead.updated',
  'appointment.booked',
  'appointment.cancelled',
  'message.received',
  'message.delivered',
] as const;

/** The second set, each with its documented equivalent; `review_received` has none. */
export const otherEventNames: Readonly<Record<string, (typeof eventNames)[number] | undefined>> = {
  call_completed: 'call.completed',
  missed_call: 'call.missed',
  new_lead: 'lead.created',
  appointment_booked: 'appointment.booked',
  review_received: undefined,
};

/** Returns the documented name of an event from either set; any other name unchanged. */
export const documentedName = (name: string): string => otherEventNames[name] ?? name;
