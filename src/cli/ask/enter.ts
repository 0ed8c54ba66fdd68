import { PassThrough, type Readable } from 'node:stream';
import type { World } from '../../world.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Runs a prompt whose input gets an Enter one turn after the text before it. A search prompt ignores Enter until it has looked up what was typed, so
 * that an Enter that arrives together with the text would be lost. Several pasted lines arrive unchanged, and answer nothing.
 */
export const withEnterApart = async <T>({ stdin }: World, prompt: (input: Readable) => Promise<T>): Promise<T> => {
  // The prompt treats its input as a terminal if it says so.
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => stdin.setRawMode?.(on) });
  let turn = Promise.resolve();
  const feed = (chunk: Buffer): void => {
    // A chunk can begin or end inside a letter, so it is split as bytes.
    const [, text, enter] = /^([^\r\n]+)(\r\n?|\n)$/.exec(chunk.toString('latin1')) ?? [];
    turn = turn.then(async () => {
      input.write(chunk.subarray(0, text?.length));
      if (enter === undefined) return;
      await nextTurn();
      input.write(enter);
    });
  };
  // Readline pauses its input when it closes by itself, on Ctrl-D.
  input.once('pause', () => stdin.pause());
  stdin.on('data', feed);
  stdin.resume();
  try {
    return await prompt(input);
  } finally {
    stdin.off('data', feed);
    stdin.pause();
  }
};
