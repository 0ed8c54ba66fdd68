import { paint } from '../../output/text/color.ts';
import { harmless } from '../../output/text/safe.ts';

const same = (text: string): string => text;

/** The library checks neither our color options nor the stream it writes to. */
const plain = {
  prefix: { idle: '?', done: '-' },
  icon: { checked: '[x]', unchecked: '[ ]', cursor: '❯' },
  style: {
    answer: same,
    message: same,
    error: (text: string) => `> ${text}`,
    defaultAnswer: (text: string) => `(${text})`,
    help: same,
    highlight: same,
    key: (text: string) => `<${text}>`,
    description: same,
    disabled: same,
    searchTerm: same,
  },
};

/**
 * Returns the library's theme for the prompts of one run, with or without colors.
 * @param width columns of the terminal
 * @param hint what the line of keys says first, about typing
 */
export const themeFor = async (color: boolean, width: number, hint?: string) => {
  const chalk = await paint(color);
  const keysHelpTip = (keys: Array<[string, string]>): string => {
    const lines: string[] = [];
    let room = 0;
    for (const [key, action] of hint === undefined ? keys : [['', hint] as const, ...keys]) {
      const length = `${key} ${action} • `.length;
      const part = `${chalk.bold(key)} ${chalk.dim(action)}`.trimStart();
      room -= length;
      if (room >= 0) lines.push(`${lines.pop() ?? ''} • ${part}`);
      else {
        lines.push(part);
        room = width - length;
      }
    }
    return harmless(lines.join('\n'));
  };
  if (!color) return { ...plain, style: { ...plain.style, keysHelpTip } };
  return { style: { highlight: (text: string) => harmless(chalk.cyan(text)), keysHelpTip } };
};
