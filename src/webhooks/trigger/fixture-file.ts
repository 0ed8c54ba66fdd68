import { readYaml } from '../../values/yaml-file.ts';

/** What a file holds, and where its steps stand. */
export interface FixtureFile {
  readonly value: unknown;
  /** Names a step (from 0) in errors: `story.yaml:7: step 2`. */
  place(step: number): string;
}

/** Reads the YAML or JSON of a fixture. Fails with `usage`, naming the file and the line. */
export const parseFile = async (text: string, file: string): Promise<FixtureFile> => {
  const { value, place } = await readYaml(text, file, 'See `boltcall webhooks trigger --help` for the format.');
  const above = Array.isArray(value) ? [] : ['steps'];
  return { value, place: (step) => `${place([...above, step])}: step ${step + 1}` };
};
