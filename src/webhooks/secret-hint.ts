/** Enough of a secret to recognise it. */
export const secretHint = (secret: string): string =>
  secret.length < 16 ? '…' : `${secret.startsWith('whsec_') ? 'whsec_' : ''}…${secret.slice(-4)}`;
