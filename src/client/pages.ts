import { createHash } from 'node:crypto';
import { Failure, usage } from '../errors.ts';
import { writeJson } from '../values/exact-json.ts';
import { asText } from '../values/json.ts';
import type { Item, Listing, Wanted } from './client.ts';
import { type Page, readPage } from './page.ts';
import { Recent } from './recent.ts';

const digest = (page: Page): string => createHash('sha1').update(writeJson(page.items)).digest('base64');

/** Fetches one page. `page` and `limit` are sent only if they are numbers. */
export type Fetch = (paging: { readonly page?: number; readonly limit?: number }, signal: AbortSignal) => Promise<unknown>;

/** The service's default page size, used when none is sent, and its maximum. */
const preset = 20;
const most = 100;
/** How many records a client-side filter reads by default. */
const scanned = 1_000;
/** Pages to fetch ahead of the one being read: none on the second page (the reader may be gone), then more and more up to this number. */
const ahead = 2;
/** How many ids to remember. Duplicates come from records added between two pages, so they are close together. */
const remembered = 10_000;

/** Returns the page size to ask for; undefined means sending none. */
const pageSize = (wanted: Wanted, limitDocumented: boolean): number | undefined => {
  if (wanted.page !== undefined) {
    if (wanted.limit !== undefined && wanted.limit > most)
      throw usage(`a page holds at most ${most} records`, 'Use --limit without --page for more.');
    return wanted.limit === preset ? undefined : wanted.limit;
  }
  if (wanted.all || wanted.keep) return limitDocumented ? Math.min(most, wanted.all ? most : (wanted.scan ?? scanned)) : undefined;
  const limit = wanted.limit ?? preset;
  return limit === preset ? undefined : Math.min(most, limit);
};

/**
 * Reads a list page by page with what the vendor's sparse documentation allows: sends `page` from the second page on, sends `limit` only if it
 * differs from the service's default, drops duplicate ids, and compares the reported total with what arrived. It ends when the service ignores
 * `page`, repeats itself or has nothing more, and then reports what could not be read.
 */
export const walk = (fetch: Fetch, wanted: Wanted, options: { readonly limitDocumented: boolean; readonly signal?: AbortSignal }): Listing => {
  const size = pageSize(wanted, options.limitDocumented);
  const goal = wanted.all ? Number.POSITIVE_INFINITY : (wanted.limit ?? preset);
  const cap = wanted.all || !wanted.keep ? Number.POSITIVE_INFINITY : (wanted.scan ?? scanned);
  let shown = 0;
  let read = 0;
  let total: number | undefined;
  let more = false;
  let unread: { reason: string; count?: number } | undefined;
  let doubt: string | undefined;

  const stopShort = (reason: string): void => {
    const count = total === undefined ? undefined : total - read;
    unread = count !== undefined && count > 0 ? { reason, count } : { reason };
  };

  async function* items(): AsyncGenerator<Item> {
    const stop = new AbortController();
    const passOn = (): void => stop.abort(options.signal?.reason);
    if (options.signal?.aborted) passOn();
    options.signal?.addEventListener('abort', passOn, { once: true });
    const coming = new Map<number, Promise<{ page: Page } | { error: unknown }>>();
    const start = (number: number): Promise<{ page: Page } | { error: unknown }> => {
      const known = coming.get(number);
      if (known) return known;
      const send = number > 1 || wanted.page !== undefined;
      const promise = fetch({ ...(send && { page: number }), ...(size !== undefined && { limit: size }) }, stop.signal)
        .then((value) => ({ page: readPage(value) }))
        .catch((error: unknown) => ({ error }));
      coming.set(number, promise);
      return promise;
    };
    const known = new Recent(remembered);
    const pages = new Recent(1_000);
    let previousShort = false;
    let step = size ?? preset;
    // Without a total, a page smaller than requested is either the last one or as large as this service's pages get.
    let looking: { readonly step: number } | undefined;
    try {
      for (let number = wanted.page ?? 1; ; number += 1) {
        const current = start(number);
        // Fetching ahead helps only if more pages exist and are wanted.
        if (number > 1 && wanted.page === undefined && !wanted.keep && total !== undefined && !previousShort) {
          const last = Math.ceil(Math.min(total, read - shown + goal) / step);
          for (let next = number + 1; next <= Math.min(last, number + Math.min(ahead, number - 2)); next += 1) start(next);
        }
        const got = await current;
        coming.delete(number);
        if (looking !== undefined && !stop.signal.aborted && ('error' in got || (got.page.page ?? number) !== number)) {
          doubt = 'the service does not say how many there are, and gave no further page';
          break;
        }
        // The reported total has been read; this page only checks that nothing is left.
        const proof = number > 1 && total !== undefined && read === total;
        if (proof && ('error' in got ? !stop.signal.aborted : got.page.page !== undefined && got.page.page !== number)) break;
        if ('error' in got) throw got.error;
        const { page } = got;
        if (total !== undefined && page.total !== undefined && page.total < total)
          doubt = `the list changed while it was read: of ${total} records ${page.total} are left, and some of them may have moved past`;
        total = page.total ?? total;
        if (number > 1 && page.page !== undefined && page.page !== number) {
          stopShort(`requested page ${number} but received page ${page.page}`);
          break;
        }
        step = page.limit ?? looking?.step ?? step;
        const short = page.items.length < step;
        if (page.items.length === 0) {
          if (wanted.page !== undefined || read === 0 || looking !== undefined || (total !== undefined && read >= total)) break;
          if (previousShort) {
            if (total === undefined) break;
            stopShort(`the API reports a total of ${total} but returned ${read}`);
            break;
          }
          // One empty page in the middle of a list is tolerated.
          previousShort = true;
          continue;
        }
        const fresh = page.items.filter((item) => item['id'] === undefined || known.add(`${typeof item['id']} ${asText(item['id'])}`));
        // Items without ids can only be compared by whole page.
        const anonymous = page.items.some((item) => item['id'] === undefined);
        if (fresh.length === 0 || (anonymous && !pages.add(digest(page)))) {
          if (proof) break;
          if (looking !== undefined) {
            doubt = `the service does not say how many there are, and gave page ${number - 1} again as page ${number}`;
            break;
          }
          stopShort(`page ${number} only repeats earlier records`);
          break;
        }
        looking = undefined;
        const begun = read;
        read += page.items.length;
        // Whatever our own limits cut from this page counts as more.
        const left = (at: number): boolean => at + 1 < fresh.length || (total === undefined ? !short : total > read);
        for (const [at, item] of fresh.entries()) {
          if (begun + at >= cap) {
            more = true;
            return;
          }
          if (wanted.keep && !wanted.keep(item)) continue;
          shown += 1;
          yield item;
          if (shown >= goal && left(at)) {
            more = true;
            return;
          }
          if (shown >= goal) return;
        }
        if (wanted.page !== undefined) {
          more = total === undefined ? !short : total > (number - 1) * step + page.items.length;
          return;
        }
        if (read >= cap) {
          more = total === undefined ? !short : total > read;
          return;
        }
        // A full last page may come from a service whose total counts only what it returned.
        if (short && number === 1 && total === undefined && page.limit === undefined && size !== undefined) looking = { step: page.items.length };
        else if (short && (total === undefined || total <= read)) break;
        previousShort = short;
      }
      if (unread && wanted.all) throw unreadable(unread, total);
    } finally {
      options.signal?.removeEventListener('abort', passOn);
      stop.abort(new Failure('interrupted', 'no longer needed', { sent: 'no' }));
    }
  }

  return {
    items: items(),
    shown: () => shown,
    total: () => (wanted.keep ? undefined : total),
    more: () => more,
    searched: () => Math.min(read, cap),
    doubt: () => doubt,
    unread: () => unread,
  };
};

const unreadable = (unread: { readonly reason: string; readonly count?: number }, total: number | undefined): Failure => {
  const what = unread.count === undefined ? 'the list may not be complete' : `${unread.count} of ${total} records could not be read`;
  return new Failure('bad-answer', `${what}: ${unread.reason}`, {
    sent: 'perhaps',
    hint: 'The records before that are complete. Narrower filters may reach the rest.',
  });
};
