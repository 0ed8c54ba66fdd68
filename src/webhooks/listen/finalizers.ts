import { asFailure } from '../../errors.ts';

/** What has to be put away at the end, whatever the end: the last that was started first. */
export interface Finalizers {
  add(work: () => Promise<void> | void): void;
  /** Does it all; what fails is told and keeps nothing else from being put away. */
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
