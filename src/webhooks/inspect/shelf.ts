import { isUtf8 } from 'node:buffer';
import type { Attempt, Delivery } from '../delivery.ts';
import { prettyJson } from '../json-text.ts';
import { type Payload, readPayload } from '../payload.ts';

/** What the page keeps at most; the newest stay. */
const most = { deliveries: 200, bytes: 32 * 1024 * 1024 } as const;
/** How much of a body or an answer is shown, in bytes. */
const shown = 256 * 1024;

/** A line of the page's list. Times are ms since 1970. */
export interface Summary {
  readonly id: string;
  readonly time: number;
  readonly event: string | null;
  readonly subject: string | null;
  readonly who: string | null;
  readonly bytes: number;
  readonly verified: boolean;
  readonly repeat: boolean;
  readonly attempts: ReadonlyArray<{
    readonly target: string;
    readonly status: number | null;
    readonly error: string | null;
    readonly ms: number;
    readonly replay: boolean;
  }>;
  readonly answered: number | null;
}

interface Kept {
  readonly delivery: Delivery;
  readonly attempts: Array<Attempt & { readonly replay: boolean }>;
  answered: number | null;
  /** Read from the body when first asked for. */
  about?: Pick<Payload, 'subject' | 'who'>;
}

/** Bytes as the page shows them: text, JSON of it indented, or a dump of what is no text. */
const bodyFor = (body: Buffer): { text: string; kind: 'json' | 'text' | 'binary' | 'empty'; cut: boolean } => {
  const cut = body.length > shown;
  if (body.length === 0) return { text: '', kind: 'empty', cut };
  if (!isUtf8(body)) return { text: dump(body.subarray(0, 4096)), kind: 'binary', cut: body.length > 4096 };
  const text = body.toString('utf8');
  const pretty = cut ? undefined : prettyJson(text);
  return pretty === undefined ? { text: body.toString('utf8', 0, shown), kind: 'text', cut } : { text: pretty, kind: 'json', cut };
};

const dump = (bytes: Buffer): string => {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const hex = [...row].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${row.toString('latin1').replace(/[^\x20-\x7e]/g, '.')}`);
  }
  return lines.join('\n');
};

/** The deliveries that the page can show. */
export interface Shelf {
  received(delivery: Delivery): void;
  attempted(id: string, attempt: Attempt, replay: boolean): void;
  answered(id: string, status: number): void;
  delivery(id: string): Delivery | undefined;
  summary(id: string): Summary | undefined;
  /** Oldest first. */
  all(): Summary[];
  /** Everything of one delivery. */
  detail(id: string): Record<string, unknown> | undefined;
}

const about = ({ body }: Delivery): Pick<Payload, 'subject' | 'who'> => {
  const { subject, who } = readPayload(body);
  return { ...(subject === undefined ? {} : { subject }), ...(who === undefined ? {} : { who }) };
};

export const createShelf = (): Shelf => {
  const kept = new Map<string, Kept>();
  let bytes = 0;

  const summaryOf = (one: Kept): Summary => {
    const { delivery, attempts, answered } = one;
    one.about ??= about(delivery);
    const { subject, who } = one.about;
    return {
      id: delivery.id,
      time: delivery.receivedAt,
      event: delivery.event ?? null,
      subject: subject ?? null,
      who: who ?? null,
      bytes: delivery.body.length,
      verified: delivery.verified,
      repeat: delivery.repeatOf !== undefined,
      attempts: attempts.map(({ target, status, error, ms, replay }) => ({ target, status: status ?? null, error: error ?? null, ms, replay })),
      answered,
    };
  };
  const find = <T>(id: string, use: (found: Kept) => T): T | undefined => {
    const found = kept.get(id);
    return found === undefined ? undefined : use(found);
  };

  return {
    received: (delivery) => {
      kept.set(delivery.id, { delivery, attempts: [], answered: null });
      bytes += delivery.body.length;
      for (const [id, oldest] of kept) {
        if (kept.size <= most.deliveries && (bytes <= most.bytes || kept.size === 1)) break;
        kept.delete(id);
        bytes -= oldest.delivery.body.length;
      }
    },
    attempted: (id, attempt, replay) => void find(id, ({ attempts }) => attempts.push({ ...attempt, replay })),
    answered: (id, status) =>
      find(id, (found) => {
        found.answered = status;
      }),
    delivery: (id) => kept.get(id)?.delivery,
    summary: (id) => find(id, summaryOf),
    all: () => [...kept.values()].map(summaryOf),
    detail: (id) =>
      find(id, (found) => ({
        ...summaryOf(found),
        method: found.delivery.method,
        path: found.delivery.path,
        headers: found.delivery.headers,
        body: bodyFor(found.delivery.body),
        attempts: found.attempts.map(({ target, attempt, at, ms, status, error, replay, answer }) => ({
          target,
          attempt,
          time: at,
          ms,
          status: status ?? null,
          error: error ?? null,
          replay,
          ...(answer === undefined ? {} : { headers: answer.headers, body: bodyFor(answer.body) }),
        })),
      })),
  };
};
