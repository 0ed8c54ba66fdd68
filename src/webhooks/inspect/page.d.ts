/** The page as the build makes it of the files in `page/` (test/tool/page.mjs). */
declare module 'boltcall:page' {
  /** The document, with NONCE in place of the nonce and TOKEN in place of the token. */
  export const page: string;
}
