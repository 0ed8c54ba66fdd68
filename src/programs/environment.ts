type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the environment for a program that is not the user's app: ours without our own variables (including a key and secrets) and without those
 * with the prefix `also`, which would configure another tunnel than the requested one.
 */
export const childEnvironment = (env: Environment, also = 'BOLTCALL_'): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('BOLTCALL_') && !name.startsWith(also)));
