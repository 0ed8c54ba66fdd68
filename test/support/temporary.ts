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
 * Runs `cleanUp` when the running test has ended or, called outside a test (in `beforeAll`, say), when its file has. The newest
 * goes first.
 */
export const later = (cleanUp: CleanUp): void => {
  if (TestRunner.getCurrentTest() === undefined) atTheEnd.push(cleanUp);
  else onTestFinished(async () => void (await cleanUp()));
};

/** A new empty directory (0700), removed after the test or, made outside a test, after its file. */
export const temporaryDirectory = (name = 'test', inside = tmpdir()): string => {
  const directory = mkdtempSync(join(inside, `boltcall-${name}-`));
  later(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
};
