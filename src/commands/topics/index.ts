import { dates } from './dates.ts';
import { environment } from './environment.ts';
import { exitCodesTopic } from './exit-codes.ts';
import { outputTopic } from './output.ts';
import { profilesTopic } from './profiles.ts';
import { sandboxTopic } from './sandbox.ts';
import type { Topic } from './topic.ts';
import { webhooksTopic } from './webhooks.ts';

/** What `boltcall help TOPIC` explains. */
export const topics: Readonly<Record<string, Topic>> = {
  environment,
  'exit-codes': exitCodesTopic,
  output: outputTopic,
  dates,
  profiles: profilesTopic,
  webhooks: webhooksTopic,
  sandbox: sandboxTopic,
};

/** The list of topics, for `boltcall help topics`. */
export const topicList = (): string =>
  `Topics, each shown by \`boltcall help <topic>\`:\n\n${Object.entries(topics)
    .map(([name, { about }]) => `  ${name.padEnd(12)}  ${about}\n`)
    .join('')}`;

/** A topic wrapped to a width: paragraphs flow, pairs stand in two columns. */
export const topicText = async ({ about, parts }: Topic, width: number): Promise<string> => {
  const { default: wrap } = await import('wrap-ansi');
  const lines: string[] = [`${about[0]?.toUpperCase()}${about.slice(1)}`];
  for (const part of parts) {
    lines.push('');
    if (typeof part === 'string') lines.push(part.startsWith('  ') ? part : wrap(part, width));
    else lines.push(...pairs(part, width, wrap));
  }
  return `${lines.join('\n')}\n`;
};

/** Two columns; one under the other where the terminal is narrow. */
const pairs = (part: ReadonlyArray<readonly [string, string]>, width: number, wrap: (text: string, width: number) => string): string[] => {
  const left = Math.max(...part.map(([name]) => name.length));
  const right = width - left - 4;
  if (right < 24)
    return part.flatMap(([name, about]) => [
      `  ${name}`,
      ...wrap(about, Math.max(10, width - 4))
        .split('\n')
        .map((line) => `    ${line}`),
    ]);
  return part.flatMap(([name, about]) =>
    wrap(about, right)
      .split('\n')
      .map((line, at) => `  ${(at === 0 ? name : '').padEnd(left)}  ${line}`),
  );
};
