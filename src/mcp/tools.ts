/** What must be granted when the server is started, so that a tool is available. */
export type Grant = 'read' | 'files' | 'changes' | 'named';

/** A command that can be offered to an agent. */
export interface Tool {
  readonly words: readonly string[];
  readonly grant: Grant;
  /** How its result is written: rows as CSV, anything else as compact JSON. */
  readonly result: 'rows' | 'record';
  /**
   * The options and arguments of a tool, by their names on the command line. They are listed individually, so that an option added to a command
   * later does not become part of the tool until someone has reviewed it. A name listed in `one` is repeatable on the command line but takes one
   * value here.
   */
  readonly takes: readonly string[];
  readonly one?: readonly string[];
  /** Data goes to a URL that the caller chooses: sent by this program, bypassing the API, or by the service from then on. */
  readonly sends?: 'itself' | 'service';
}

const paged = ['limit', 'page'];
const read = (words: string, result: Tool['result'], takes: readonly string[] = []): Tool => ({
  words: words.split(' '),
  grant: 'read',
  result,
  takes,
});
const named = (words: string, takes: readonly string[], one: readonly string[] = []): Tool => ({
  words: words.split(' '),
  grant: 'named',
  result: 'record',
  takes,
  one,
});

/** All commands that can be tools. Those not listed (`api`, `login`, `config`, work on files) never are. */
export const tools: readonly Tool[] = [
  read('agents list', 'rows', ['status', 'search', ...paged]),
  read('agents get', 'record', ['id']),
  read('calls list', 'rows', ['agent-id', 'direction', 'from', 'to', 'status', 'sentiment', 'min-duration', 'phone', 'search', ...paged]),
  read('calls get', 'record', ['call_id']),
  read('calls transcript', 'rows', ['call_id']),
  { words: ['calls', 'recording'], grant: 'files', result: 'record', takes: ['call_id'] },
  read('leads list', 'rows', ['status', 'source', 'tag', 'min-score', 'search', ...paged]),
  read('leads get', 'record', ['id']),
  read('messages list', 'rows', ['channel', 'lead-id', ...paged]),
  read('appointments list', 'rows', ['status', 'agent-id', 'from', 'to', ...paged]),
  read('webhooks list', 'rows'),
  read('webhooks events', 'record', ['name']),
  read('webhooks log list', 'rows', ['event', 'failed', 'from', 'to', 'limit']),
  read('webhooks log show', 'record', ['id']),
  read('webhooks verify', 'record', ['delivery', 'signature', 'body', 'secret', 'tolerance']),
  read('analytics overview', 'record', ['from', 'to', 'compare']),
  read('analytics usage', 'record'),
  read('whoami', 'record'),

  { words: ['leads', 'create'], grant: 'changes', result: 'record', takes: ['name', 'phone', 'email', 'source', 'tag'] },
  { words: ['agents', 'create'], grant: 'changes', result: 'record', takes: ['name', 'voice-id', 'greeting', 'prompt', 'knowledge-base-id'] },

  named('calls outbound', ['agent-id', 'to', 'lead', 'context']),
  named('messages sms', ['to', 'lead', 'body', 'from-number'], ['to']),
  named('messages whatsapp', ['to', 'lead', 'template', 'variables'], ['to']),
  named('appointments cancel', ['id'], ['id']),
  named('agents update', ['agent_id', 'name', 'greeting', 'status']),
  named('agents pause', ['id'], ['id']),
  named('agents resume', ['id'], ['id']),
  named('agents delete', ['agent_id'], ['agent_id']),
  { ...named('webhooks create', ['url', 'event']), sends: 'service' },
  named('webhooks delete', ['webhook_id'], ['webhook_id']),
  { ...named('webhooks trigger', ['event', 'set', 'data', 'forward-to'], ['forward-to']), sends: 'itself' },
  { ...named('webhooks replay', ['id', 'forward-to'], ['id', 'forward-to']), sends: 'itself' },
];

/** Returns the name clients use: `calls_outbound`. */
export const toolName = ({ words }: Pick<Tool, 'words'>): string => words.join('_');

/** Returns the name --allow uses: `calls.outbound`. */
export const grantName = ({ words }: Pick<Tool, 'words'>): string => words.join('.');
