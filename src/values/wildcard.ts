/** Returns the test for a pattern in which `*` stands for any characters, including none; everything else is literal. */
export const wildcard = (pattern: string): RegExp => {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
};
