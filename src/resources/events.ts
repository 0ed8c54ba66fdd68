/**
 * The names of webhook events. The vendor has two sets in use: the documented one, and an older one that its own code sends.
 * Other names exist; a client shows and forwards what it does not know.
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

/** The second set, each with the documented name it stands for; `review_received` stands for none. */
export const otherEventNames: Readonly<Record<string, (typeof eventNames)[number] | undefined>> = {
  call_completed: 'call.completed',
  missed_call: 'call.missed',
  new_lead: 'lead.created',
  appointment_booked: 'appointment.booked',
  review_received: undefined,
};

/** The documented name of an event of either set; any other name as it is. */
export const documentedName = (name: string): string => otherEventNames[name] ?? name;
