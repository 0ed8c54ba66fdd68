import { member, quote } from '../log/json-line.ts';
import { secretHint } from '../secret-hint.ts';
import type { SessionEvent } from '../session-event.ts';

let lastTime = Number.NaN;
let lastText = '';
/** As ISO 8601. Remembered, since much happens in the same millisecond. */
const iso = (time: number): string => {
  if (time !== lastTime) {
    lastTime = time;
    lastText = new Date(time).toISOString();
  }
  return lastText;
};

const begin = ({ type, time }: SessionEvent): string => `{"type":"${type}","time":"${iso(time)}"`;

/** A value as a line for programs; undefined for what is said on stderr only. */
export const asLine = (event: SessionEvent): string | undefined => {
  // Two of these come with each delivery.
  if (event.type === 'event') {
    const { id, event: name, bytes, verified, repeat, routedTo } = event;
    const about = `${member('id', id)}${member('event', name)}${member('bytes', bytes)},"verified":${verified},"repeat":${repeat}`;
    return `${begin(event)}${about},"routed_to":[${routedTo.map(quote).join(',')}]}\n`;
  }
  if (event.type === 'forward') {
    const { eventId, target, attempt, status, ms, error } = event;
    const about = `${member('event_id', eventId)}${member('target', target)}${member('attempt', attempt)}`;
    return `${begin(event)}${about}${member('status', status)}${member('ms', ms)}${member('error', error)}}\n`;
  }
  const fields = fieldsOf(event);
  return fields && `${JSON.stringify({ type: event.type, time: iso(event.time), ...fields })}\n`;
};

/** What stands beside `type` and `time`; absent values are left out. */
const fieldsOf = (event: SessionEvent): Record<string, unknown> | undefined => {
  switch (event.type) {
    case 'connecting':
      return {};
    case 'ready': {
      const { address, webhookId, secret, targets, via, events } = event;
      return { address, webhook_id: webhookId, secret_hint: secretHint(secret), targets, via, events };
    }
    case 'refused':
      return { status: event.status, reason: event.reason };
    case 'reconnecting':
      return { reason: event.reason };
    case 'closed':
      return { removed: event.webhook === 'removed' };
    default:
      return undefined;
  }
};
