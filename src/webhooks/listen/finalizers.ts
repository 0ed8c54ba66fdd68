import { asFailure } from '../../errors.ts';

/** Cleanup to do at the end, however the session ends: last in, first out. */
export interface Finalizers {
  add(work: () => Promise<void> | void): void;
  /** Runs all cleanup. Reports failures with `warn` and continues. */
  run(warn: (text: string) => void): Promise<void>;
}

export const createFinalizers = (): Finalizers => {
  const works: Array<() => Promise<void> | void> = [];
  return {
    add: (work) => {
      works.push(work);
    },
    run: async (warn) => {
      for (const work of works.reverse()) {
        try {
          await work();
        } catch (error) {
          warn(asFailure(error).message);
        }
      }
    },
  };
};
