import { Failure, usage } from '../errors.ts';
import type { Settings } from '../profiles/settings.ts';
import type { Request, Transport } from '../transport/transport.ts';
import { grantName, type Tool, tools } from './tools.ts';

/** What the user allowed when starting the server. */
export interface Grants {
  /** `changes`, or individual commands: `calls.outbound`. */
  readonly allow: readonly string[];
  /** Allows the individual commands with a live key too. */
  readonly live: boolean;
  /** Maximum number of actions by the individual commands in total. */
  readonly atMost?: number;
  /** The only numbers, in E.164, that may be called or texted; empty: any. */
  readonly onlyTo: readonly string[];
  /** The only directory that files may be written to. */
  readonly files?: string;
}

/** All values that --allow accepts. */
export const grantNames: readonly string[] = ['changes', ...tools.filter(({ grant }) => grant === 'named').map(grantName)];

/** Fails with `usage` for a name that --allow does not accept. */
export const checkAllowed = async (names: readonly string[]): Promise<void> => {
  const wrong = names.find((name) => !grantNames.includes(name));
  if (wrong === undefined) return;
  const { didYouMean } = await import('../values/suggest.ts');
  throw usage(`--allow: \`${wrong}\` cannot be allowed`, didYouMean(wrong, grantNames) ?? `It takes ${grantNames.join(', ')}.`);
};

type Rails = Pick<Settings, 'sandbox' | 'mode' | 'readOnly'>;

/** Returns why a tool is not available, as a line that tells the user what to do; undefined if it is available. */
export const missingBecause = (tool: Tool, grants: Grants, { sandbox, mode, readOnly }: Rails): string | undefined => {
  const name = grantName(tool);
  if (tool.grant === 'read') return undefined;
  if (tool.grant === 'files') return grants.files === undefined ? 'start the server with `--files DIR`' : undefined;
  if (readOnly.value) return `only reading is allowed, set by ${readOnly.from}`;
  if (sandbox) return undefined;
  if (tool.grant === 'changes') return grants.allow.includes('changes') ? undefined : 'start the server with `--allow changes`';
  if (grants.allow.includes(name)) return mode === 'test' || grants.live ? undefined : 'with a live key, start the server with `--allow-live` too';
  return `start the server with \`--allow ${name}\`${mode === 'test' ? '' : ' and `--allow-live`'}`;
};

const refused = (message: string, hint: string): Failure => new Failure('forbidden', `refused: ${message}`, { code: 'not_allowed', hint });

/** Returns the number that a request calls or texts. */
const recipientOf = ({ body }: Request): unknown => {
  const value: unknown = body === undefined ? undefined : JSON.parse(Buffer.from(body).toString());
  return typeof value === 'object' && value !== null && 'to' in value ? value.to : undefined;
};

const afterwards = 'Ask the person who started this server.';

/** The single gate for all changes, whichever command makes them and however its arguments were written. */
export interface Door {
  /** Counts one action of a tool before it is done; fails with `forbidden` above the cap. Call the returned function if it was not done. */
  take(tool: Tool): () => void;
  /** Returns the transport restricted to what the tool may do. */
  guard(tool: Tool, transport: Transport): Transport;
}

export const openDoor = (grants: Grants): Door => {
  let left = grants.atMost ?? Number.POSITIVE_INFINITY;
  // There is no await between the check and the count, so concurrent calls cannot share one.
  const take = (tool: Tool): (() => void) => {
    if (tool.grant !== 'named') return () => {};
    if (left < 1) throw refused(`at most ${grants.atMost} of these were allowed, and none is left`, afterwards);
    left -= 1;
    return () => {
      left += 1;
    };
  };
  const guard = (tool: Tool, transport: Transport): Transport => {
    const guarded: Transport = async (request) => {
      if (request.method === 'GET') return transport(request);
      if (tool.grant === 'read' || tool.grant === 'files') throw refused(`${tool.words.join(' ')} only reads`, afterwards);
      if (grants.onlyTo.length > 0 && request.effect === 'reaches-a-person') {
        const to = recipientOf(request);
        if (typeof to !== 'string' || !grants.onlyTo.includes(to)) throw refused('this number is not among those of --only-to', afterwards);
      }
      const back = take(tool);
      // What the service rejected or never received was not done; anything else may have been.
      try {
        const response = await transport(request);
        if (response.status >= 400 && response.status < 500) back();
        return response;
      } catch (error) {
        if (error instanceof Failure && error.details.sent === 'no') back();
        throw error;
      }
    };
    return transport.close ? Object.assign(guarded, { close: transport.close }) : guarded;
  };
  return { take, guard };
};
