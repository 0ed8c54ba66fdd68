import { secretHint } from '../secret-hint.ts';
import type { SessionEvent } from '../session-event.ts';

/** Returns an event as a JSON line for programs, or undefined for events shown only on stderr. */
export const asLine = (event: SessionEvent): string | undefined => {
  const fields = fieldsOf(event);
  return fields && `${JSON.stringify({ type: event.type, time: new Date(event.time).toISOString(), ...fields })}\n`;
};

/** Returns the members beside `type` and `time`; absent values are omitted. */
const fieldsOf = (event: SessionEvent): Record<string, unknown> | undefined => {
  switch (event.type) {
    case 'connecting':
      return {};
    case 'event': {
      const { id, event: name, bytes, verified, repeat, repeatOf, routedTo } = event;
      return { id, event: name, bytes, verified, repeat: repeat !== false, repeat_of: repeatOf, routed_to: routedTo };
    }
    case 'forward': {
      const { eventId, target, attempt, status, ms, error, replay } = event;
      return { event_id: eventId, target, attempt, status, ms, error, ...(replay ? { replay } : {}) };
    }
    case 'ready': {
      const { address, webhookId, secret, targets, via, events } = event;
      return { address, webhook_id: webhookId, secret_hint: secretHint(secret), targets, via, events };
    }
    case 'refused':
      return { status: event.status, reason: event.reason, event: event.event, size: event.size, limit: event.limit };
    case 'reconnecting':
      return { reason: event.reason };
    case 'reconnected':
      return { address: event.address, away_ms: event.away };
    case 'closed':
      return { removed: event.webhook === 'removed', ...event.counts };
    default:
      return undefined;
  }
};
