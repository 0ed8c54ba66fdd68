/** Maximum text buffered for a slow reader (characters). More is dropped, because memory must not grow. */
const most = 16 * 1024 * 1024;

/** A writer to a stream that never blocks its caller. */
interface Outlet {
  write(text: string): void;
  /** Resolves when everything is written or the reader has closed the stream. */
  flush(): Promise<void>;
  /** Returns the number of texts dropped because the reader was too slow. */
  dropped(): number;
}

/**
 * Creates an outlet. `send` writes and waits; if it fails (the reader has closed the stream), `onGone` is called once and nothing
 * more is written. Text beyond `limit` buffered characters is dropped.
 */
export const createOutlet = (send: (text: string) => Promise<void>, onGone: (error: unknown) => void, limit = most): Outlet => {
  let held = '';
  let gone = false;
  let lost = 0;
  let working: Promise<void> | undefined;

  const work = async (): Promise<void> => {
    // Texts written in one turn are sent together.
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
