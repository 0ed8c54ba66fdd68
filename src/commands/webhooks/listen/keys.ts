import type { Context } from '../../../cli/command/command.ts';
import { asFailure } from '../../../errors.ts';
import { watchKeys } from '../../../webhooks/listen/keyboard.ts';
import type { Controls } from '../../../webhooks/listen/session.ts';
import { keyLines } from '../../../webhooks/render/ready.ts';
import type { Page } from './page.ts';

/** Handles the keys that `keyLines` explains. The returned function restores the terminal. */
export const obeyKeys = (context: Context, controls: Controls, page: Page, quit: () => void): (() => void) => {
  const { world, print } = context;
  const replay = (which: 'last' | 'failed'): void => {
    if (!controls.again(which)) print.note(which === 'last' ? 'No deliveries yet.' : 'No failed deliveries.');
  };
  const actions: Readonly<Record<string, () => void>> = {
    r: () => replay('last'),
    f: () => replay('failed'),
    o: () => void openPage(context, page),
    '?': () => print.warn(keyLines.join('\n')),
    q: quit,
  };
  return watchKeys(world, (key) => actions[key]?.());
};

/** Opens the page in a browser, or prints its URL where there is none. The user asked for it, so with --quiet too. */
const openPage = async ({ world, print }: Context, page: Page): Promise<void> => {
  try {
    const { address } = await page.open();
    const { hasDesktop, openBrowser } = await import('../../../programs/browser.ts');
    const opened = hasDesktop(world) && (await openBrowser(world, address));
    print.warn(opened ? `Opened ${address}` : `Open ${address} in a browser.`);
  } catch (error) {
    print.warn(`The page could not be opened: ${asFailure(error).message}.`);
  }
};
