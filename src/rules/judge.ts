import { languageName, languageOf } from './language.ts';
import type { Demand, Phrase, Rules, Verdict } from './rule.ts';
import { type Spoken, type Transcript, type Turn, transcriptOf } from './transcript.ts';

/** The parts of a call that rules look at. Whatever the service did not return is absent. */
export interface Subject {
  readonly id: string;
  /** The whole call, for conditions. */
  readonly call: unknown;
  /** A call in progress cannot be judged. */
  readonly ended: boolean;
  readonly status?: string | undefined;
  readonly sentiment?: string | undefined;
  readonly summary?: string | undefined;
  /** Seconds. */
  readonly duration?: number | undefined;
  /** ms since 1970. */
  readonly began?: number | undefined;
  /** The person's number, not the agent's. */
  readonly number?: string | undefined;
  readonly turns?: readonly Turn[] | undefined;
}

/** Data for judging `booked`. */
export interface Bookings {
  /** Returns the ids of the leads with this number. */
  leads(number: string): readonly string[];
  /** Returns when the appointments of a lead were created, in ms since 1970. */
  created(lead: string): readonly number[];
}

/** The result for one call: one verdict per rule, and notes about the transcript for the reader. */
export interface Judged {
  readonly verdicts: readonly Verdict[];
  readonly notes: readonly string[];
}

type Finding = Pick<Verdict, 'verdict'> & { readonly turn?: number; readonly why?: string };

const passed: Finding = { verdict: 'passed' };
const failed = (why: string, turn?: number): Finding => ({ verdict: 'failed', why, ...(turn === undefined ? {} : { turn }) });
const unjudged = (why: string): Finding => ({ verdict: 'unjudged', why });

/** How long after a call's end an appointment still counts as booked in it, in ms. */
const late = 60 * 60_000;

/** Returns the phrases as sentences name them. */
export const named = (phrases: readonly Phrase[]): string =>
  phrases.map(({ written }) => (/^\/.+\/[a-z]*$/s.test(written) ? written : `"${written}"`)).join(' or ');

const excerpt = (text: string): string => {
  const letters = [...text.replace(/\s+/g, ' ').trim()];
  return letters.length > 80 ? `${letters.slice(0, 79).join('')}…` : letters.join('');
};
const said = ({ by, text }: Spoken): string => `${by === 'other' ? 'somebody' : `the ${by}`} said "${excerpt(text)}"`;

const says = (phrases: readonly Phrase[], text: string): boolean => phrases.some((phrase) => phrase.test(text));

const within = (turns: readonly Spoken[], { first, last }: { readonly first?: number; readonly last?: number }): readonly Spoken[] =>
  first !== undefined ? turns.slice(0, first) : last !== undefined ? turns.slice(-last) : turns;

/** Returns the turns of a speaker, or a reason if the speakers are unknown. */
const spokenBy = (turns: readonly Spoken[], by: string): readonly Spoken[] | string => {
  if (by === 'anyone') return turns;
  if (turns.some((turn) => turn.by !== 'other')) return turns.filter((turn) => turn.by === by);
  return 'the transcript does not say who speaks';
};

const saying = (demand: Extract<Demand, { kind: 'must_say' | 'never_say' }>, turns: readonly Spoken[]): Finding => {
  const own = spokenBy(turns, demand.by);
  if (typeof own === 'string') return unjudged(own);
  const looked = within(turns, demand);
  const found = own.find((turn) => looked.includes(turn) && says(demand.phrases, turn.text));
  if (demand.kind === 'never_say') return found ? failed(said(found), found.turn) : passed;
  if (found) return { ...passed, turn: found.turn };
  const elsewhere = own.find((turn) => says(demand.phrases, turn.text));
  return failed(elsewhere ? `said only in turn ${elsewhere.turn}` : `${named(demand.phrases)} was not said`, elsewhere?.turn);
};

const stopping = (demand: Extract<Demand, { kind: 'after' }>, turns: readonly Spoken[]): Finding => {
  const own = spokenBy(turns, demand.by);
  if (typeof own === 'string') return unjudged(own);
  const asked = own.find((turn) => says(demand.phrases, turn.text));
  if (!asked) return passed;
  const after = turns.slice(turns.indexOf(asked) + 1).filter(({ by }) => by === 'agent');
  const tooMany = after[demand.agentTurnsAtMost];
  if (tooMany === undefined) return { ...passed, turn: asked.turn };
  const most = demand.agentTurnsAtMost === 1 ? '1 turn was' : `${demand.agentTurnsAtMost} turns were`;
  return failed(`${said(asked)} in turn ${asked.turn}; the agent took ${after.length} more turns where ${most} allowed`, tooMany.turn);
};

const booking = (wanted: boolean, { number, began, duration }: Subject, bookings: Bookings | undefined): Finding => {
  if (bookings === undefined) return unjudged('leads and appointments were not read');
  if (number === undefined) return unjudged('the number of the person is not known');
  if (began === undefined || duration === undefined) return unjudged('it is not known when the call ended');
  const [lead, other] = bookings.leads(number);
  if (other !== undefined) return unjudged(`more than one lead has the number ${number}`);
  const end = began + duration * 1_000 + late;
  const booked = lead !== undefined && bookings.created(lead).some((created) => created >= began && created <= end);
  if (booked === wanted) return passed;
  if (booked) return failed(`an appointment was booked for ${lead}`);
  return failed(lead === undefined ? `no lead has the number ${number}` : `no appointment was booked for ${lead} by an hour after the call`);
};

const among = (what: string, oneOf: readonly string[], value: string | undefined): Finding => {
  if (value === undefined) return unjudged(`the call has no ${what}`);
  return oneOf.some((one) => one.toLowerCase() === value.toLowerCase()) ? passed : failed(`the ${what} is ${value}, not ${oneOf.join(' or ')}`);
};

const find = (demand: Demand, subject: Subject, transcript: Transcript | undefined, bookings: Bookings | undefined): Finding => {
  switch (demand.kind) {
    case 'must_say':
    case 'never_say':
    case 'after': {
      if (transcript === undefined) return unjudged('the call has no transcript');
      return demand.kind === 'after' ? stopping(demand, transcript.turns) : saying(demand, transcript.turns);
    }
    case 'status':
      return among('status', demand.oneOf, subject.status);
    case 'sentiment':
      return among('sentiment', demand.oneOf, subject.sentiment);
    case 'summary':
      if (subject.summary === undefined) return unjudged('the call has no summary');
      return says(demand.phrases, subject.summary) ? passed : failed(`the summary does not contain ${named(demand.phrases)}`);
    case 'max_duration':
      if (subject.duration === undefined) return unjudged('the length of the call is not known');
      return subject.duration <= demand.seconds ? passed : failed(`the call took ${subject.duration} s, more than ${demand.seconds} s`);
    case 'booked':
      return booking(demand.wanted, subject, bookings);
  }
};

/** Judges one call by all rules. Pure: the same call and rules give the same verdicts. */
export const judge = (subject: Subject, { rules, languages }: Rules, bookings?: Bookings): Judged => {
  const transcript = subject.turns && subject.turns.length > 0 ? transcriptOf(subject.turns) : undefined;
  const notes: string[] = [];
  if (transcript?.outOfOrder) notes.push('the turns of the transcript are out of order; they were judged in the order of their times');
  const language = transcript && languageOf(transcript.turns.map(({ text }) => text).join('\n'));
  if (language !== undefined && !languages.includes(language))
    notes.push(`the transcript seems to be in ${languageName(language)}, the rules are for ${languages.map(languageName).join(', ')}`);
  const verdicts = rules.map(({ name, when, demand }): Verdict => {
    const finding = ((): Finding => {
      if (!subject.ended) return unjudged('the call has not ended');
      try {
        if (when && !when.holds(subject.call)) return { verdict: 'skipped' };
      } catch (error) {
        return unjudged(`\`when\` does not fit the call: ${error instanceof Error ? error.message : String(error)}`);
      }
      return find(demand, subject, transcript, bookings);
    })();
    return { call: subject.id, rule: name, verdict: finding.verdict, turn: finding.turn ?? null, why: finding.why ?? null };
  });
  return { verdicts, notes };
};
