import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished, TestRunner } from 'vitest';

type CleanUp = () => unknown;

const atTheEnd: CleanUp[] = [];
afterAll(async () => {
  for (const cleanUp of atTheEnd.splice(0).reverse()) await cleanUp();
});

/**
 * Runs `cleanUp` when the current test ends or, if called outside a test (in `beforeAll`, for example), when its file ends.
 * The most recently added runs first.
 */
export const later = (cleanUp: CleanUp): void => {
  if (TestRunner.getCurrentTest() === undefined) atTheEnd.push(cleanUp);
  else onTestFinished(async () => void (await cleanUp()));
};

/** Creates an empty directory (0700). It is removed after the test or, if created outside a test, after its file. */
export const temporaryDirectory = (name = 'test', inside = tmpdir()): string => {
  const directory = mkdtempSync(join(inside, `boltcall-${name}-`));
  later(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
};
