/** Returns whether a CI system runs the program. */
export const inCi = (env: Readonly<Record<string, string | undefined>>): boolean => !['', '0', 'false'].includes(env['CI']?.toLowerCase() ?? '');
