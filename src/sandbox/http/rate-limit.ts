/** What a plan allows. The rates are documented; minutes and texts are this sandbox's choice. */
export interface Plan {
  /** Requests a minute. */
  readonly rate: number;
  /** Requests at once, before the rate a second applies. */
  readonly burst: number;
  readonly minutes: number;
  readonly sms: number;
}

/** The documented plans. */
export const plans = {
  starter: { rate: 60, burst: 10, minutes: 300, sms: 500 },
  pro: { rate: 300, burst: 50, minutes: 1500, sms: 2500 },
  elite: { rate: 1000, burst: 200, minutes: 6000, sms: 10_000 },
} as const satisfies Record<string, Plan>;

export type PlanName = keyof typeof plans;

/** Without a plan nothing is refused; a number so high that no client that reads it slows down. */
const unlimited: Plan = { rate: 1_000_000, burst: 1_000_000, minutes: 6000, sms: 10_000 };

/** The plan of this name; without a name one that never refuses. */
export const planOf = (name: PlanName | undefined): Plan => (name === undefined ? unlimited : plans[name]);

/** What the headers of an answer say. */
export interface Allowance {
  readonly taken: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Unix time in seconds. */
  readonly reset: number;
}

interface Meter {
  windowEnd: number;
  used: number;
  tokens: number;
  at: number;
}

const minute = 60_000;
/** Keys whose counters are kept; the eldest is forgotten. */
const most = 10_000;

/**
 * Counts requests by key: a window of a minute that begins with its first request, and a bucket of `burst` that refills at the
 * plan's rate. Where only the bucket is empty, the headers tell the second in which the next request is taken.
 */
export const limiter = (plan: Plan): ((key: string, now: number) => Allowance) => {
  const meters = new Map<string, Meter>();
  return (key, now) => {
    let meter = meters.get(key);
    if (!meter) {
      for (const eldest of meters.keys()) {
        if (meters.size < most) break;
        meters.delete(eldest);
      }
      meter = { windowEnd: now + minute, used: 0, tokens: plan.burst, at: now };
      meters.set(key, meter);
    }
    meter.tokens = Math.min(plan.burst, meter.tokens + ((now - meter.at) / minute) * plan.rate);
    meter.at = now;
    if (now >= meter.windowEnd) {
      meter.windowEnd = now + minute;
      meter.used = 0;
    }
    const reset = Math.ceil(meter.windowEnd / 1000);
    if (meter.used >= plan.rate) return { taken: false, limit: plan.rate, remaining: 0, reset };
    if (meter.tokens < 1) {
      const next = Math.ceil((now + ((1 - meter.tokens) / plan.rate) * minute) / 1000);
      return { taken: false, limit: plan.rate, remaining: 0, reset: Math.min(next, reset) };
    }
    meter.tokens -= 1;
    meter.used += 1;
    return { taken: true, limit: plan.rate, remaining: plan.rate - meter.used, reset };
  };
};
