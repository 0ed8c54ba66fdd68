/**
 * Collects the questions that arrive while earlier ones are being answered, and answers them together: one flush or round trip for several rows.
 * `work` returns one answer per question, in order; if it throws, all of them fail.
 */
export const batched = <Question, Answer>(work: (questions: readonly Question[]) => Promise<readonly Answer[]>) => {
  let waiting: Array<{ question: Question; resolve: (answer: Answer) => void; reject: (error: unknown) => void }> = [];
  let busy = false;
  const run = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    while (waiting.length > 0) {
      const now = waiting;
      waiting = [];
      try {
        const answers = await work(now.map(({ question }) => question));
        for (const [at, { resolve, reject }] of now.entries()) {
          const answer = answers[at];
          if (answer === undefined) reject(new Error('no response'));
          else resolve(answer);
        }
      } catch (error) {
        for (const { reject } of now) reject(error);
      }
    }
    busy = false;
  };
  return (question: Question): Promise<Answer> =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      // Questions from the same turn form one batch.
      queueMicrotask(() => void run());
    });
};
