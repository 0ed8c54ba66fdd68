import { eventNames, otherEventNames } from '../../resources/events.ts';

const about: Readonly<Record<string, string>> = {
  'call.started': 'a call started ringing',
  'call.completed': 'a call ended; includes summary and transcript',
  'call.missed': 'nobody answered, or the caller hung up right away',
  'lead.created': 'a new person called, wrote or filled in a form',
  'lead.updated': 'the status, score or tags of a lead changed',
  'appointment.booked': 'an agent booked an appointment',
  'appointment.cancelled': 'an appointment was cancelled',
  'message.received': 'a message was received',
  'message.delivered': 'a message was delivered',
  review_received: 'a review was posted',
};

/** One event name in the list. */
interface ListedEvent {
  readonly name: string;
  readonly set: 'documented' | 'other';
  /** The same event's name in the other set. */
  readonly same_as: string | null;
  readonly about: string;
}

const others = Object.entries(otherEventNames);

/** All names, the documented ones first. */
export const eventList: readonly ListedEvent[] = [
  ...eventNames.map(
    (name): ListedEvent => ({
      name,
      set: 'documented',
      same_as: others.find(([, same]) => same === name)?.[0] ?? null,
      about: about[name] ?? '',
    }),
  ),
  ...others.map(([name, same]): ListedEvent => ({ name, set: 'other', same_as: same ?? null, about: about[same ?? name] ?? '' })),
];
