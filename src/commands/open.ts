import { argument } from '../cli/command/argument.ts';
import { defineCommand } from '../cli/command/command.ts';
import { flag } from '../cli/command/option.ts';
import { pages } from '../cli/help/vendor-pages.ts';

export const command = defineCommand({
  anyProfile: true,
  arguments: { page: argument('dashboard (default), docs or keys', { optional: true, choices: ['dashboard', 'docs', 'keys'] }) },
  options: { noBrowser: flag('only print the URL') },
  detail: 'Prints the URL and, on a desktop, opens it in the browser.',
  examples: ['open docs', 'open keys --no-browser'],
  run: async ({ settings, print, world }, { noBrowser }, { page = 'dashboard' }) => {
    const address = pages[page];
    await print.write(settings.view.format === 'json' || settings.view.format === 'jsonl' ? `${JSON.stringify({ url: address })}\n` : `${address}\n`);
    if (noBrowser || !settings.interactive || !settings.view.terminal) return;
    const { hasDesktop, openBrowser } = await import('../programs/browser.ts');
    if (hasDesktop(world) && !(await openBrowser(world, address))) print.note('Could not start a browser: open the URL yourself.');
  },
});
