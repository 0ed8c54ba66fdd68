/** Where the commands of `boltcall sandbox` reach a running one; not part of the service. */
export const controlPath = '/_sandbox/';
