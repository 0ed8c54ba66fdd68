import { counted } from '../output/text/count.ts';
import { named } from './judge.ts';
import { languageName } from './language.ts';
import type { Demand, Rules } from './rule.ts';

const turns = (count: number): string => counted(count, 'turns');
const edge = (count: number): string => (count === 1 ? 'turn' : `${count} turns`);

const sentence = (demand: Demand): string => {
  switch (demand.kind) {
    case 'must_say':
    case 'never_say': {
      const who = demand.by === 'anyone' ? (demand.kind === 'must_say' ? 'somebody' : 'nobody') : `the ${demand.by}`;
      const verb = demand.kind === 'must_say' ? 'must say' : demand.by === 'anyone' ? 'may say' : 'must never say';
      const where =
        demand.first !== undefined
          ? ` in the first ${edge(demand.first)} of the call`
          : demand.last !== undefined
            ? ` in the last ${edge(demand.last)} of the call`
            : '';
      return `${who} ${verb} ${named(demand.phrases)}${where}`;
    }
    case 'after':
      return `after the ${demand.by} said ${named(demand.phrases)}, the agent may take at most ${turns(demand.agentTurnsAtMost)}`;
    case 'status':
    case 'sentiment':
      return `the ${demand.kind} must be ${demand.oneOf.join(' or ')}`;
    case 'summary':
      return `the summary must contain ${named(demand.phrases)}`;
    case 'max_duration':
      return `the call must take at most ${demand.seconds} s`;
    case 'booked':
      return demand.wanted
        ? "an appointment must be created for the lead with the person's number, from the beginning of the call to an hour after its end"
        : "no appointment may be created for the lead with the person's number, from the beginning of the call to an hour after its end";
  }
};

/** Describes what rules require, one line each. */
export const explain = ({ rules, languages }: Rules): readonly string[] => [
  `The rules are for transcripts in ${languages.map(languageName).join(', ')}.`,
  ...rules.map(({ name, when, demand }) => {
    const words = sentence(demand);
    return when ? `${name}: where ${when.written} is true, ${words}` : `${name}: ${words}`;
  }),
];
