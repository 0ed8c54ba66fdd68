/** Text held back for a reader that is slower than what happens; more is dropped, since memory must not grow (characters). */
const most = 16 * 1024 * 1024;

/** A way to a stream that never makes its writer wait. */
interface Outlet {
  write(text: string): void;
  /** Resolves when everything is written or the reader has gone. */
  flush(): Promise<void>;
  /** Texts that were dropped because the reader was too slow. */
  dropped(): number;
}

/**
 * `send` writes and waits; its failure (the reader has gone) is told once to `onGone`, and nothing more is written. Beyond `limit`
 * characters held back nothing is taken.
 */
export const createOutlet = (send: (text: string) => Promise<void>, onGone: (error: unknown) => void, limit = most): Outlet => {
  let held = '';
  let gone = false;
  let lost = 0;
  let working: Promise<void> | undefined;

  const work = async (): Promise<void> => {
    // What is written in one turn goes out at once.
    await undefined;
    try {
      while (held !== '') {
        const text = held;
        held = '';
        await send(text);
      }
    } catch (error) {
      gone = true;
      held = '';
      onGone(error);
    }
    working = undefined;
  };

  return {
    write: (text) => {
      if (gone) return;
      if (held.length > limit) {
        lost += 1;
        return;
      }
      held += text;
      working ??= work();
    },
    flush: async () => {
      while (working) await working;
    },
    dropped: () => lost,
  };
};
