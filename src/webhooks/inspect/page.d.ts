/** The page that the build makes from the files in `page/` (test/tool/page.mjs). */
declare module 'boltcall:page' {
  /** The document, with NONCE and TOKEN as placeholders for the nonce and the token. */
  export const page: string;
}
