import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { browserPath, openPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { startListen, startService } from '../support/listen.ts';
import { startServer } from '../support/server.ts';

const browser = browserPath();
const evil = '</script><img src=x onerror="document.title=1"><b>Ana</b>';
const body = (name: string): string => JSON.stringify({ event: 'lead.created', timestamp: '2026-01-01T00:00:00Z', data: { id: 'lead_1', name } });

/** Where the pictures go that a person may look at; nowhere by default. */
const pictures = process.env['BOLTCALL_PICTURES'];

const inspected = async (answers: Parameters<typeof startServer>[0]) => {
  const app = await startServer(answers);
  const listener = await startListen(await startService(), ['-f', `${app.url}/hooks`, '--inspect', '--retries', '0']);
  const address = await listener.running.until((_, stderr) => /Inspect: (\S+)/.exec(stderr)?.[1]);
  return { app, listener, address };
};

test('--inspect serves the page while the listener runs, and ends with it', async () => {
  const { listener, address } = await inspected({ body: {} });
  const page = await fetch(address);
  expect(page.status).toBe(200);
  expect((await fetch(new URL('/', address))).status).toBe(404);
  const done = await listener.running.stop('SIGINT');
  expect(done.exitCode).toBe(130);
  await expect(fetch(address)).rejects.toThrow();
});

describe.skipIf(browser === undefined)('the page in a browser (chromium)', () => {
  test('shows deliveries live and as text, and sends them again', async () => {
    const { app, listener, address } = await inspected([
      { status: 500, body: '<i>broken</i>' },
      { status: 200, body: { ok: true } },
    ]);
    const page = await openPage(browser ?? '', address);
    const text = (selector: string) => page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent`);
    const see = (what: string, selector: string, wanted: string) =>
      eventually(what, async () => {
        const found = await text(selector);
        return typeof found === 'string' && found.includes(wanted);
      });

    await see('it is ready', '#state', 'ready');
    await listener.deliver(body(evil));
    await see('the delivery is listed', '#list', 'lead.created');
    await see('its failure is shown', '#list .chip', '500');
    await see('the payload is text there', '#list .about', evil);

    await page.evaluate(`document.querySelector('#list button').click()`);
    await see('the body is shown', '#detail pre', '"name": ');
    expect(await text('#detail pre')).toBe(JSON.stringify(JSON.parse(body(evil)), null, 2));
    await see('the answer is shown', '#detail .attempt', '<i>broken</i>');
    expect(await page.evaluate(`document.querySelectorAll('img, #detail b, #detail i, #list b').length`)).toBe(0);
    expect(await page.evaluate('document.title')).toBe('boltcall listen');

    await page.evaluate(`document.querySelector('#detail h2 .action').click()`);
    const again = await app.request(2);
    expect(again.body.toString()).toBe(body(evil));
    expect(again.header('x-boltcall-replay')).toMatch(/^dlv_/);
    await see('the replay is shown', '#detail .attempt', 'replay');
    await see('it has failed no more', '#list .chip', '200');

    await listener.deliver(body('\u202ebad \u0007'));
    await see('what would turn the line around is seen', '#list li:first-child .about', '\\u202ebad \\u0007');
    await listener.deliver(body('Ben Okafor'));
    await see('the next is on top', '#list li:first-child .about', 'Ben Okafor');
    await page.evaluate(`(() => { const f = document.querySelector('#filter'); f.value = 'okafor'; f.dispatchEvent(new Event('input')); })()`);
    await eventually('the filter hides the rest', async () => (await page.evaluate(`document.querySelectorAll('#list li').length`)) === 1);
    expect(page.errors).toEqual([]);

    if (pictures) {
      await page.evaluate(`(() => { const f = document.querySelector('#filter'); f.value = ''; f.dispatchEvent(new Event('input')); })()`);
      for (const [name, width, height, dark] of [
        ['wide', 1280, 800, false],
        ['dark', 1280, 800, true],
        ['narrow', 420, 800, false],
      ] as const) {
        writeFileSync(join(pictures, `inspect-${name}.png`), await page.picture(width, height, dark));
      }
    }
    await listener.running.stop('SIGINT');
    await see('the end is noticed', '#state', 'the listener has ended');
  });
});
