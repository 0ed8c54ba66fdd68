import { type Changes, Collection } from '../data/collection.ts';
import { type Kind, prefixes, type Things } from '../data/records.ts';
import { mix } from '../seed/random.ts';
import { type Recipe, seed } from '../seed/seed.ts';

/** The changes of every kind. */
type AllChanges = { readonly [K in Kind]: Changes<Things[K]> };

/** What a restart needs; seeded rows are not included. */
export interface Saved {
  readonly recipe: Recipe;
  /** How many ids have been assigned. */
  readonly given: number;
  readonly apiCalls: number;
  readonly changes: AllChanges;
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Everything in one workspace. */
export class Workspace {
  readonly recipe: Recipe;
  readonly agents: Collection<Things['agents']>;
  readonly calls: Collection<Things['calls']>;
  readonly leads: Collection<Things['leads']>;
  readonly messages: Collection<Things['messages']>;
  readonly appointments: Collection<Things['appointments']>;
  readonly webhooks: Collection<Things['webhooks']>;
  /** Requests handled so far. */
  apiCalls: number;
  #given: number;

  constructor(recipe: Recipe, saved?: Saved) {
    const seeded = seed(recipe);
    const changes = saved?.changes;
    this.recipe = recipe;
    this.apiCalls = saved?.apiCalls ?? 0;
    this.#given = saved?.given ?? 0;
    this.agents = new Collection(seeded.agents, changes?.agents);
    this.calls = new Collection(seeded.calls, changes?.calls);
    this.leads = new Collection(seeded.leads, changes?.leads);
    this.messages = new Collection(seeded.messages, changes?.messages);
    this.appointments = new Collection(seeded.appointments, changes?.appointments);
    this.webhooks = new Collection(seeded.webhooks, changes?.webhooks);
  }

  /** Returns a new id. A letter follows the prefix, so it never equals a seeded id, which has digits there. The sequence is deterministic. */
  nextId(kind: Kind): string {
    this.#given += 1;
    const place = (n: number): number => mix(this.recipe.seed, this.#given, n);
    const name = Array.from({ length: 10 }, (_, n) => letters[place(n) % (n === 0 ? 26 : 36)]).join('');
    return prefixes[kind] + name;
  }

  /** The number of records of each kind. */
  get counts(): Readonly<Record<Kind, number>> {
    const { agents, calls, leads, messages, appointments, webhooks } = this;
    return {
      agents: agents.total,
      calls: calls.total,
      leads: leads.total,
      messages: messages.total,
      appointments: appointments.total,
      webhooks: webhooks.total,
    };
  }

  save(): Saved {
    const { agents, calls, leads, messages, appointments, webhooks } = this;
    return {
      recipe: this.recipe,
      given: this.#given,
      apiCalls: this.apiCalls,
      changes: {
        agents: agents.changes(),
        calls: calls.changes(),
        leads: leads.changes(),
        messages: messages.changes(),
        appointments: appointments.changes(),
        webhooks: webhooks.changes(),
      },
    };
  }
}
