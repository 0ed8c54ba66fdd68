declare const __VERSION__: string | undefined;

/** The version of the package, written in when the program is built; `0.0.0-source` where the sources run unbuilt (tests). */
export const version: string = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source';
