/** A plugin for the bundler and the test runner that provides `boltcall:page`. */
export declare const inspectorPage: {
  readonly name: string;
  readonly resolveId: { readonly filter: { readonly id: RegExp }; handler(): string };
  readonly load: { readonly filter: { readonly id: RegExp }; handler(): Promise<{ code: string; moduleType: 'js' }> };
};
