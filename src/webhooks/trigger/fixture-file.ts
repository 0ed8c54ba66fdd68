import { readYaml } from '../../values/yaml-file.ts';

/** A parsed file and the places of its steps. */
export interface FixtureFile {
  readonly value: unknown;
  /** Returns a step's place (from 0) for errors: `story.yaml:7: step 2`. */
  place(step: number): string;
}

/** Parses a fixture in YAML or JSON. Fails with `usage`, naming the file and the line. */
export const parseFile = async (text: string, file: string): Promise<FixtureFile> => {
  const { value, place } = await readYaml(text, file, 'See `boltcall webhooks trigger --help` for the format.');
  const above = Array.isArray(value) ? [] : ['steps'];
  return { value, place: (step) => `${place([...above, step])}: step ${step + 1}` };
};
