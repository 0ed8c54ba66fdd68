import { groupAbout } from '../../tree/tree.ts';
import { comingFrom } from './coming-from.ts';
import { dates } from './dates.ts';
import { environment } from './environment.ts';
import { exitCodesTopic } from './exit-codes.ts';
import { outputTopic } from './output.ts';
import { profilesTopic } from './profiles.ts';
import { sandboxTopic } from './sandbox.ts';
import type { Topic } from './topic.ts';
import { troubleshooting } from './troubleshooting.ts';
import { webhooksTopic } from './webhooks.ts';

/** The topics of `boltcall help TOPIC`. */
export const topics: Readonly<Record<string, Topic>> = {
  environment,
  'exit-codes': exitCodesTopic,
  output: outputTopic,
  dates,
  profiles: profilesTopic,
  webhooks: webhooksTopic,
  sandbox: sandboxTopic,
  troubleshooting,
  'coming-from': comingFrom,
};

/** Returns a topic's page, the list of topics for `topics`, or the global options for `options`; undefined if there is no such topic. */
export const topicPage = async (name: string, width: number): Promise<string | undefined> => {
  const { pageText } = await import('../page.ts');
  if (name === 'topics') {
    const all = Object.entries(topics).map(([topic, { about }]) => [topic, about] as const);
    return pageText(['Help topics (`boltcall help <topic>`):', [...all, ['options', optionsAbout]]], width);
  }
  if (name === 'options') {
    const { globalPairs } = await import('../global-pairs.ts');
    return pageText([capital(optionsAbout), globalPairs()], width);
  }
  const topic = Object.hasOwn(topics, name) ? topics[name] : undefined;
  if (topic === undefined) return undefined;
  const commands = name in groupAbout ? [`Commands: \`boltcall ${name} --help\``] : [];
  return pageText([capital(topic.about), ...topic.parts, ...commands], width);
};

/** The description of `boltcall help options`. */
export const optionsAbout = 'options that every command accepts';
const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
