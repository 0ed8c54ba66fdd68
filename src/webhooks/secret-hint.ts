/** Returns enough of a secret to recognize it. */
export const secretHint = (secret: string): string =>
  secret.length < 16 ? '…' : `${secret.startsWith('whsec_') ? 'whsec_' : ''}…${secret.slice(-4)}`;
