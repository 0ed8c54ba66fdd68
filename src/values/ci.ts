/** Whether a continuous-integration system runs us. */
export const inCi = (env: Readonly<Record<string, string | undefined>>): boolean => !['', '0', 'false'].includes(env['CI']?.toLowerCase() ?? '');
