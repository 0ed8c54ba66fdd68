/** Where the commands of `boltcall sandbox` speak to a running one; no part of the service. */
export const controlPath = '/_sandbox/';
