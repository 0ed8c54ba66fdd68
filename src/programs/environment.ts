type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment for a program that is not the user's app: ours without our own variables (a key and secrets among them) and without
 * those with the prefix `also`, which would make another tunnel of it than the one asked for.
 */
export const childEnvironment = (env: Environment, also = 'BOLTCALL_'): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('BOLTCALL_') && !name.startsWith(also)));
