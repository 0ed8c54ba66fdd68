/** A plugin of the bundler and of the test runner: it makes `boltcall:page`. */
export declare const inspectorPage: {
  readonly name: string;
  resolveId(id: string): string | null;
  load(id: string): Promise<{ code: string; moduleType: 'js' } | null>;
};
