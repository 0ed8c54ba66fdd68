/** Names that users know from other tools, and their names here. */

const nouns: Readonly<Record<string, string>> = {
  agent: 'agents',
  call: 'calls',
  lead: 'leads',
  message: 'messages',
  appointment: 'appointments',
  webhook: 'webhooks',
  profile: 'profiles',
};

const verbs: Readonly<Record<string, readonly string[]>> = {
  ls: ['list'],
  show: ['get'],
  view: ['get'],
  describe: ['get'],
  info: ['get'],
  inspect: ['get'],
  retrieve: ['get'],
  rm: ['delete', 'remove', 'cancel'],
  remove: ['delete'],
  del: ['delete', 'remove'],
  destroy: ['delete', 'remove'],
  edit: ['update', 'set'],
  new: ['create'],
  // The vendor's name for an outbound call.
  create: ['outbound'],
  add: ['create'],
  send: ['sms'],
};

/** Returns this tool's name for a word. `known` tells whether a path of words leads to a command or group; a word that does is never changed. */
export const canonical = (before: readonly string[], word: string, known: (path: readonly string[]) => boolean): string => {
  if (known([...before, word])) return word;
  const meant = before.length === 0 ? [nouns[word] ?? word] : (verbs[word] ?? []);
  return meant.find((candidate) => known([...before, candidate])) ?? word;
};
