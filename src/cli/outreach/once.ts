import type { Client } from '../../client/client.ts';
import { asFailure, usage } from '../../errors.ts';
import { isInDoubt } from '../../ledger/doubt.ts';
import { type Claim, granted, type Held, type Ledger } from '../../ledger/ledger.ts';
import type { ChangeOperation } from '../../resources/resource.ts';
import type { Context, Values } from '../command/command.ts';
import { flag } from '../command/option.ts';
import { ledgerOption, namedStore, openLedgerFor, workspaceContacts } from './ledger.ts';

/** Options for commands that contact one person. */
export const onceOptions = {
  again: flag('send even if an identical earlier request has an unknown outcome'),
  ...ledgerOption,
};

/** A warning is shown if an equal message was sent within this time (ms), because it may be a mistake. */
const lately = 600_000;

const isLoopback = ({ hostname }: URL): boolean => /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

/** Work that contacts one person per item. */
export interface Once {
  readonly operation: ChangeOperation;
  /** The recipient and text of each item. */
  readonly to: ReadonlyArray<{ readonly recipient: string; readonly said: string }>;
  readonly again: boolean;
  readonly ledger: string | undefined;
}

/**
 * Runs work that contacts one or a few people, and records each request in the ledger. Fails with `usage` before sending anything if the outcome of
 * an equal earlier request is unknown. `work` receives a context whose requests are recorded, and text for the confirmation about an equal message
 * sent a few minutes ago. If the ledger cannot be used, a note is printed; a service on this machine does not need one.
 */
export const onceEach = async (context: Context, once: Once, work: (context: Context, lately: string) => Promise<void>): Promise<void> => {
  const { settings, print } = context;
  if (settings.dryRun || isLoopback(settings.baseUrl.value) || settings.apiKey === undefined) return work(context, '');
  const { contact, purpose } = await workspaceContacts(context, { operation: once.operation.route, campaign: undefined, reaches: true });
  const store = await namedStore(context, once.ledger);
  const unusable = (error: unknown): undefined => void print.note(`Not recorded: ${asFailure(error).message}.`);
  const ledger = await openLedgerFor(context, store, purpose).catch(unusable);
  if (ledger === undefined) return work(context, '');
  try {
    const contacts = once.to.map(({ recipient, said }) => contact(recipient, said));
    const held = (await ledger.look(contacts.map(({ key }) => key)).catch(unusable)) ?? [];
    const doubtful = contacts.find((_, at) => notSettled(held[at]));
    if (doubtful && !once.again)
      throw usage(
        `an equal earlier one to ${doubtful.recipient} has an unknown outcome: it may have arrived`,
        'Check what became of it; then add --again, or decide it with `boltcall ledger settle`.',
      );
    const minutes = held.flatMap((its) => (its?.state === 'sent' && context.world.now() - its.at < lately ? [context.world.now() - its.at] : []));
    const [newest] = minutes.sort((a, b) => a - b);
    const words = newest === undefined ? '' : `; the same was sent ${ago(newest)}`;
    const byKey = new Map(contacts.map((one, at) => [`${one.recipient}`, { contact: one, held: held[at] }]));
    let recording: Ledger | undefined = ledger;
    const claimFor = async (input: Values): Promise<Claim | undefined> => {
      const known = byKey.get(String(input['to']));
      if (known === undefined) return undefined;
      try {
        const claim = await recording?.claim(known.contact, (its) => once.again || !notSettled(its));
        if (claim === undefined || granted(claim)) return claim;
      } catch (error) {
        recording = unusable(error);
        return undefined;
      }
      throw usage(`an equal one to ${known.contact.recipient} is being sent by another run`, 'Wait for it, or add --again.');
    };
    const told = async (say: (ledger: Ledger, claim: Claim) => Promise<void>, claim: Claim | undefined): Promise<void> => {
      if (recording && claim) await say(recording, claim).catch(unusable);
    };
    const recorded = (client: Client): Client => ({
      ...client,
      call: async (operation, input, options) => {
        const claim = await claimFor(input);
        try {
          const answer = await client.call(operation, input, options);
          await told((its, one) => its.settle(one), claim);
          return answer;
        } catch (error) {
          await told((its, one) => (isInDoubt(asFailure(error)) ? its.unknown(one) : its.release(one)), claim);
          throw error;
        }
      },
    });
    await work({ ...context, client: async () => recorded(await context.client()) }, words);
  } finally {
    await ledger.close();
  }
};

const notSettled = (held: Held | undefined): boolean => held?.state === 'unknown' || held?.state === 'working';

const ago = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000);
  return minutes === 0 ? 'less than a minute ago' : minutes === 1 ? '1 minute ago' : `${minutes} minutes ago`;
};
