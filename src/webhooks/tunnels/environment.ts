/**
 * The environment for a tunnel program: ours without our own variables (a key among them) and without those that would turn it
 * into another tunnel than the one asked for.
 */
export const childEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
  without: string = 'BOLTCALL_',
): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('BOLTCALL_') && !name.startsWith(without)));
