import type { Command } from '../cli/command/command.ts';
import { wordOf } from '../cli/command/given.ts';
import { pages } from '../cli/help/vendor-pages.ts';
import { text } from '../resources/resource.ts';

export const command: Command = {
  anyProfile: true,
  arguments: [{ name: 'page', about: 'dashboard (the default), docs or keys', optional: true, choices: Object.keys(pages) }],
  options: [{ name: 'no-browser', field: text('only print the address') }],
  detail: 'Prints the address. On a desktop, run from a terminal, opens it in the browser too.',
  examples: ['open docs', 'open keys --no-browser'],
  run: async ({ settings, print, world }, given) => {
    const page = wordOf(given, 'page') ?? 'dashboard';
    const address = Object.hasOwn(pages, page) ? pages[page] : undefined;
    if (address === undefined) {
      const { usage } = await import('../errors.ts');
      const { didYouMean } = await import('../values/suggest.ts');
      throw usage(`there is no page \`${page}\``, didYouMean(page, Object.keys(pages)));
    }
    await print.write(settings.view.format === 'json' || settings.view.format === 'jsonl' ? `${JSON.stringify({ url: address })}\n` : `${address}\n`);
    const { env, platform } = world;
    const desktop = platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
    const remote = Boolean(env['SSH_CONNECTION'] || env['SSH_TTY']);
    if (given.values['no_browser'] === true || !settings.interactive || !settings.view.terminal || !desktop || remote) return;
    const { openBrowser } = await import('../programs/browser.ts');
    if (!(await openBrowser(world, address))) print.note('No browser could be started: open the address yourself.');
  },
};
