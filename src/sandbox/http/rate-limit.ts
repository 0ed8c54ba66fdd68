/** The limits of a plan. The rates are documented; minutes and texts are this sandbox's choice. */
export interface Plan {
  /** Requests per minute. */
  readonly rate: number;
  /** Requests allowed at once, before the per-second rate applies. */
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

/** Without a plan nothing is refused; the number is so high that no client slows down because of it. */
const unlimited: Plan = { rate: 1_000_000, burst: 1_000_000, minutes: 6000, sms: 10_000 };

/** Returns the plan with this name; without a name, one that never refuses. */
export const planOf = (name: PlanName | undefined): Plan => (name === undefined ? unlimited : plans[name]);

/** What the response headers report. */
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
/** How many keys have counters; beyond that, the oldest is dropped. */
const most = 10_000;

/**
 * Counts requests by key: a one-minute window that starts with its first request, and a bucket of `burst` that refills at the plan's rate. If only
 * the bucket is empty, the headers give the second when the next request is accepted.
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
