/** A turn of a conversation. */
export interface Turn {
  readonly speaker: string;
  readonly text: string;
  /** True if the agent says it. */
  readonly ours: boolean;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const first = (value: Fields, names: readonly string[]): string | undefined => {
  for (const name of names) {
    const found = value[name];
    if (typeof found === 'string' && found !== '') return found;
  }
  return undefined;
};

const ours = (speaker: string): boolean => /^(agent|assistant|bot|ai|operator)\b/i.test(speaker);

const turnOf = (value: unknown): Turn | undefined => {
  if (!isFields(value)) return undefined;
  const speaker = first(value, ['role', 'speaker', 'from', 'name']);
  const text = first(value, ['text', 'content', 'message']);
  return speaker === undefined || text === undefined ? undefined : { speaker, text, ours: ours(speaker) };
};

/** Parses `Agent: Hello.` lines. */
const turnsOfText = (text: string): Turn[] =>
  text.split('\n').flatMap((line) => {
    const [, speaker, said] = /^\s*([\p{L}][\p{L} ]{0,30}):\s+(.+)$/u.exec(line) ?? [];
    return speaker === undefined || said === undefined ? [] : [{ speaker, text: said, ours: ours(speaker) }];
  });

/** Returns the conversation in an event's body (JSON): its `transcript`, as a list of turns or as lines. Empty if there is none. */
export const turnsOf = (json: string): Turn[] => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return [];
  }
  if (!isFields(value)) return [];
  const data = isFields(value['data']) ? value['data'] : {};
  const found = data['transcript'] ?? value['transcript'];
  if (typeof found === 'string') return turnsOfText(found);
  if (!Array.isArray(found)) return [];
  const turns = found.map(turnOf);
  // All or nothing: a dialogue with gaps would be misleading.
  return turns.every((turn) => turn !== undefined) ? turns : [];
};
