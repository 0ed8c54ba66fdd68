import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { browserPath, openPage, type Page } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { type Listening, type Service, signature, startListen, startService } from '../support/listen.ts';
import { boltcall, makeHome } from '../support/program.ts';
import { type Script, startServer, type TestServer } from '../support/server.ts';

const browser = browserPath();
const evil = '</script><img src=x onerror="document.title=1"><b>Ana</b>';
let made = 0;
const body = (name: string, event = 'lead.created', data: object = {}): string => {
  made += 1;
  return JSON.stringify({ event, timestamp: '2026-01-01T00:00:00Z', data: { id: `lead_${made}`, name, ...data } });
};

/** The directory for screenshots that a person can review; unset by default, which saves none. */
const pictures = process.env['BOLTCALL_PICTURES'];

interface Inspected {
  readonly app: TestServer;
  readonly service: Service;
  readonly listener: Listening;
  readonly address: string;
}
const addressOf = (listener: Listening): Promise<string> => listener.running.until((_, stderr) => /Inspect: (\S+)/.exec(stderr)?.[1]);
const inspected = async (answers: Script = { body: {} }, args: readonly string[] = [], home = makeHome()): Promise<Inspected> => {
  const app = await startServer(answers);
  const service = await startService();
  const listener = await startListen(service, ['-f', `${app.url}/hooks`, '--inspect', '--retries', '0', ...args], { home });
  return { app, service, listener, address: await addressOf(listener) };
};

test('--inspect serves the page while the listener runs, and ends with it', async () => {
  const { listener, address } = await inspected();
  const page = await fetch(address);
  expect(page.status).toBe(200);
  expect((await fetch(new URL('/', address))).status).toBe(404);
  const done = await listener.running.stop('SIGINT');
  expect(done.exitCode).toBe(130);
  await expect(fetch(address)).rejects.toThrow();
});

test('the token stays for the profile until --new-token, and nobody else can read it', async () => {
  const home = makeHome();
  const tokens: string[] = [];
  for (const args of [[], [], ['--new-token']]) {
    const { listener, address } = await inspected({ body: {} }, args, home);
    tokens.push(new URL(address).pathname);
    await listener.running.stop('SIGINT');
  }
  expect(tokens[1]).toBe(tokens[0]);
  expect(tokens[2]).not.toBe(tokens[0]);
  expect(statSync(join(home, 'state', 'kept.json')).mode & 0o777).toBe(0o600);
  const alone = await boltcall(['listen', '--new-token'], { home });
  expect(alone.exitCode).toBe(2);
  expect(alone.stderr).toContain('--new-token needs --inspect');
});

/** Opens a page, with functions for what a person does and sees. */
const drive = async (address: string) => {
  const page = await openPage(browser ?? '', address);
  const text = async (selector: string): Promise<string> =>
    String((await page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent`)) ?? '');
  const count = async (selector: string): Promise<unknown> => page.evaluate(`document.querySelectorAll(${JSON.stringify(selector)}).length`);
  return {
    ...page,
    text,
    count,
    see: (selector: string, wanted: string) => eventually(`${selector} has ${wanted}`, async () => (await text(selector)).includes(wanted)),
    rows: (wanted: number) => eventually(`${wanted} rows`, async () => (await count('#list li')) === wanted),
    focused: () => page.evaluate(`document.activeElement?.id || document.activeElement?.className`),
    fill: (selector: string, value: string) =>
      page.evaluate(
        `(() => { const f = document.querySelector(${JSON.stringify(selector)}); f.value = ${JSON.stringify(value)}; f.dispatchEvent(new Event('input', { bubbles: true })); })()`,
      ),
    /** Returns the id of the open delivery. */
    opened: () => page.evaluate('location.hash.slice(1)'),
    seen: (selector: string) => page.evaluate(`document.querySelector(${JSON.stringify(selector)}).getClientRects().length > 0`),
  };
};

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Returns the problems that axe finds, one per line. */
const axe = async (page: Page): Promise<unknown> => {
  await page.evaluate(`window.axe || (() => { ${axeSource} })()`);
  return page.evaluate(
    `axe.run().then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + n.html.slice(0, 120) + ' ' + n.failureSummary)))`,
  );
};

/** What axe finds once the page has settled: colors that still change are looked at again. */
const settledAxe = async (page: Page): Promise<unknown> => {
  let found: unknown;
  await eventually('axe to be asked', async () => {
    const before = JSON.stringify(found);
    found = await axe(page);
    return (Array.isArray(found) && found.length === 0) || JSON.stringify(found) === before;
  });
  return found;
};

describe.skipIf(browser === undefined)('the page in a browser (chromium)', () => {
  test('shows deliveries live and as text, replays them, and says what the app answered', async () => {
    const { app, listener, address } = await inspected([
      { status: 500, headers: { 'X-Why': 'disk' }, body: '<i>broken</i>' },
      { status: 200, body: { ok: true } },
    ]);
    const page = await drive(address);
    await page.see('#state', 'ready');
    await page.see('#none', 'No deliveries yet. Try boltcall sandbox simulate call');
    const sent = body(evil);
    await listener.deliver(sent);
    await page.see('#list .chip', '500');
    expect(await page.text('#list .event')).toBe('lead.created');
    expect(await page.text('#list .who')).toBe(evil);
    expect(await page.evaluate('document.title')).toBe('(1 failed) boltcall listen');

    await page.click('#list .row');
    await page.see('#sections section:nth-child(2) pre', '"name": ');
    expect(await page.evaluate(`[...document.querySelectorAll('#sections h3')].map((h) => h.textContent)`)).toEqual([
      'Outcome',
      'Body',
      'Received',
      'Forwarded',
    ]);
    expect(await page.text('#sections section:nth-child(2) pre')).toBe(JSON.stringify(JSON.parse(sent), null, 2));
    expect(await page.text('#sections section:nth-child(1)')).toContain('<i>broken</i>');
    expect(await page.text('#sections section:nth-child(1)')).toContain('X-Why');
    expect(await page.text('#sections section:nth-child(3)')).toContain('the digests match');
    expect(await page.text('#sections section:nth-child(4)')).toContain('X-Forwarded-Host');
    expect(await page.count('img, #detail b, #detail i, #list b')).toBe(0);

    await page.click('#replay');
    const again = await app.request(2);
    expect(again.body.toString()).toBe(sent);
    expect(again.header('x-boltcall-signature')).toBe(signature(listener.secret, sent));
    expect(again.header('x-boltcall-replay')).toMatch(/^dlv_/);
    await page.see('#told', 'answered 200 in');
    await page.see('#sections section:nth-child(1)', '"ok": true');
    await page.see('#list .chip', '200');
    await eventually('the title counts no failure', async () => (await page.evaluate('document.title')) === 'boltcall listen');

    await listener.deliver(body('\u202ebad \u0007'));
    await page.point('#search');
    await page.rows(2);
    await page.see('#list .who', '\\u202ebad \\u0007');
    expect(page.errors).toEqual([]);
  });

  test('a body is edited, checked, signed again and sent; an edit outlives the listener', async () => {
    const { app, listener, address } = await inspected([{ body: {} }, { status: 422, body: 'no such lead' }]);
    await listener.deliver(body('Ana'));
    const page = await drive(address);
    await page.click('#list .row');
    await page.see('#sections', 'Ana');
    await page.press('e');
    await eventually('the editor has the cursor', async () => (await page.focused()) === 'draft');
    await page.fill('#draft', '{"event": "lead.created", "data": {"name": }}');
    await page.see('#wrong', 'Not valid JSON');
    expect(await page.evaluate(`document.querySelector('#send').disabled`)).toBe(true);
    await page.fill('#draft', '{\n  "event": "lead.created",\n  "data": {"name": "Ben", "score": 1.0}\n}');
    expect(await page.text('#wrong')).toBe('');
    await page.click('#send');
    const request = await app.request(2);
    const bytes = '{"event":"lead.created","data":{"name":"Ben","score":1.0}}';
    expect(request.body.toString()).toBe(bytes);
    expect(request.header('x-boltcall-signature')).toBe(signature(listener.secret, bytes));
    await page.see('#told', 'answered 422 in');
    // The original delivery is unchanged.
    expect(await page.text('#chip')).toBe('200');

    await page.fill('#draft', '{"half": "typed"}');
    await listener.running.stop('SIGINT');
    await page.see('#warning', 'The listener has stopped');
    await page.see('#warning', 'Your edit is kept.');
    await page.see('#state', 'listener stopped');
    expect(await page.evaluate(`[document.querySelector('#send').disabled, document.querySelector('#draft').value]`)).toEqual([
      true,
      '{"half": "typed"}',
    ]);
    expect(app.requests).toHaveLength(2);
  });

  test('the log outlives a restart, and the page at the same URL comes back to it', async () => {
    const home = makeHome();
    const first = await inspected({ body: {} }, [], home);
    await first.listener.deliver(body('Ana'));
    const page = await drive(first.address);
    await page.rows(1);
    await first.listener.running.stop('SIGINT');
    await page.see('#state', 'listener stopped');
    const second = await inspected({ body: {} }, [], home);
    const late = second.address === first.address ? page : await drive(second.address);
    await late.see('#state', 'ready');
    await second.listener.deliver(body('Ben'));
    await late.rows(2);
    expect(await late.evaluate(`[...document.querySelectorAll('#list .who')].map((one) => one.textContent)`)).toEqual(['Ben', 'Ana']);
  });

  test('a redelivery that succeeds makes the earlier failure good, and is named', async () => {
    const { listener, address } = await inspected([{ status: 500 }, { status: 200 }]);
    const page = await drive(address);
    const sent = body('Ana');
    await listener.deliver(sent);
    await eventually('the title counts it', async () => (await page.evaluate('document.title')) === '(1 failed) boltcall listen');
    await listener.deliver(sent);
    await page.rows(2);
    await eventually('the title counts no failure', async () => (await page.evaluate('document.title')) === 'boltcall listen');
    await page.click('#list .row');
    await page.see('#sections section:nth-child(1)', 'Redelivery of dlv_');
    await page.point('#search');
    await listener.deliver(sent);
    await page.rows(3);
    await page.see('#list .chip', 'duplicate');
    await page.click('#list .row');
    await page.see('#sections section:nth-child(1)', 'Duplicate of dlv_');
    expect(page.errors).toEqual([]);
  });

  test('with --no-log it shows what comes, and replays it', async () => {
    const { app, listener, address } = await inspected({ body: {} }, ['--no-log']);
    const page = await drive(address);
    await page.see('#none', 'No deliveries yet.');
    const sent = body('Ana');
    await listener.deliver(sent);
    await page.rows(1);
    await page.click('#list .row');
    await page.see('#sections', 'the digests match');
    await page.click('#replay');
    expect((await app.request(2)).body.toString()).toBe(sent);
    await page.see('#told', 'answered 200 in');
  });

  test('a delivery is copied as curl and as a fixture that trigger takes', async () => {
    const { app, listener, address } = await inspected();
    const sent = body("O'Brien");
    await listener.deliver(sent);
    const page = await drive(address);
    await page.click('#list .row');
    await page.click('#curl');
    await page.see('#told', 'Copied as curl.');
    const curl = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(curl).toContain(`curl -X POST ${app.url}/hooks`);
    expect(curl).toContain(`X-Boltcall-Signature: ${signature(listener.secret, sent)}`);
    await page.click('#fixture');
    await page.see('#told', 'Copied as fixture.');
    const file = join(listener.home, 'copy.json');
    writeFileSync(file, String(await page.evaluate('navigator.clipboard.readText()')));
    const done = await boltcall(['trigger', '--fixture', file, '-f', `${app.url}/again`], { home: listener.home });
    expect(done.stderr).not.toContain('error');
    const again = await app.request(2);
    expect(Object(again.json())).toMatchObject({ event: 'lead.created', data: JSON.parse(sent).data });
  });

  test('a URL names a delivery by what it is about, by the beginning of an id, or as the last', async () => {
    const { listener, address } = await inspected();
    const call = (event: string): string => JSON.stringify({ event, data: { id: 'call_77', caller: 'Ana' } });
    for (const sent of [call('call.started'), call('call.completed'), body('Ben')]) await listener.deliver(sent);
    const ids = (await listener.of('event', 3)).map(({ id }) => String(id));
    for (const [named, id, rows] of [
      ['call_77', ids[1], 2],
      ['call_', ids[1], 2],
      ['last', ids[2], 3],
      [ids[0]?.slice(0, -7), ids[0], 1],
      [ids[0], ids[0], 3],
    ] as const) {
      const page = await drive(`${address}#${named}`);
      await eventually(`${named} is ${id}`, async () => (await page.opened()) === id && (await page.text('#facts')).includes(String(id)));
      await page.rows(rows);
      expect(await page.opened()).toBe(id);
    }
  });

  test('a sample event goes the way of a real one', async () => {
    const { app, listener, address } = await inspected({ status: 202 });
    const page = await drive(address);
    await page.see('#state', 'ready');
    expect(await page.count('#sample-event option')).toBe(9);
    await page.fill('#sample-event', 'message.received');
    await page.click('#sample button');
    const request = await app.request(1);
    expect(Object(request.json())).toMatchObject({ event: 'message.received' });
    expect(request.header('x-boltcall-signature')).toBe(signature(listener.secret, request.body));
    await page.see('#sample-told', 'answered 202');
    await page.see('#list .event', 'message.received');
  });

  test('keys do it all, and Replay is one Tab from a row', async () => {
    const { app, listener, address } = await inspected();
    for (const name of ['Ana', 'Ben', 'Cleo']) await listener.deliver(body(name));
    const page = await drive(address);
    await page.rows(3);
    await page.press('j');
    await page.see('#sections', 'Cleo');
    await page.press('j');
    await page.see('#sections', 'Ben');
    await page.press('k');
    await page.see('#sections', 'Cleo');
    await page.press('r');
    expect((await app.request(4)).body.toString()).toContain('Cleo');
    await page.see('#told', 'answered 200');
    await page.press('Tab');
    await eventually('Replay has the focus', async () => String(await page.focused()).includes('again'));
    await page.press('Enter');
    await app.request(5);
    await eventually('the answer is there', async () => (await page.evaluate(`document.querySelector('#edit').disabled`)) === false);
    await page.press('e');
    await eventually('the editor is open', async () => (await page.focused()) === 'draft');
    await page.press('Escape');
    await eventually('Edit has the focus', async () => (await page.focused()) === 'edit');
    await page.press('/');
    await eventually('the search has the focus', async () => (await page.focused()) === 'search');
    await page.type('ana');
    await page.rows(1);
    expect(await page.text('#list .who')).toBe('Ana');
    // Keys typed into the search box are text, not shortcuts.
    expect(app.requests).toHaveLength(5);
  });

  test('nothing moves under the pointer: what is new is announced', async () => {
    const { listener, address } = await inspected();
    for (const name of ['Ana', 'Ben']) await listener.deliver(body(name));
    const page = await drive(address);
    await page.rows(2);
    await page.point('#list li:nth-child(2)');
    const tops = () => page.evaluate(`[...document.querySelectorAll('#list li')].map((one) => one.getBoundingClientRect().top)`);
    const before = await tops();
    for (const name of ['Cleo', 'Dan', 'Eve']) await listener.deliver(body(name));
    await page.see('#news', '3 new deliveries');
    expect(await tops()).toEqual(before);
    await page.click('#news');
    await page.rows(5);
    expect(await page.text('#list .who')).toBe('Eve');
    expect(await page.seen('#news')).toBe(false);
  });

  test('at 360 pixels list and delivery are two screens', async () => {
    const { listener, address } = await inspected();
    await listener.deliver(body('Ana'));
    const page = await drive(address);
    await page.resize(360, 700);
    await page.rows(1);
    expect([await page.seen('#left'), await page.seen('#right')]).toEqual([true, false]);
    await page.click('#list .row');
    await page.see('#sections', 'Ana');
    expect([await page.seen('#left'), await page.seen('#right')]).toEqual([false, true]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.evaluate('history.back()');
    await eventually('Back leads to the list', async () => (await page.seen('#left')) === true);
    await page.click('#list .row');
    await page.press('Escape');
    await eventually('Escape too', async () => (await page.seen('#left')) === true);
  });

  test('axe finds nothing, at three widths in both color schemes', async () => {
    const { listener, address } = await inspected((request) => (request.body.includes('Bad') ? { status: 404, body: '{"no": 1}' } : { body: {} }));
    const transcript = [
      { role: 'agent', text: 'Hello.' },
      { role: 'caller', text: 'Hi.' },
    ];
    await listener.deliver(body('Ana', 'call.completed', { transcript, n: 1, yes: true }));
    await listener.deliver(body('Bad'));
    const page = await drive(address);
    await page.rows(2);
    for (const [width, dark] of [360, 800, 1280].flatMap((one) => [[one, false] as const, [one, true] as const])) {
      await page.resize(width, 900, dark);
      expect([width, dark, await settledAxe(page)]).toEqual([width, dark, []]);
      for (const nth of [1, 2]) {
        await page.click(`#list li:nth-child(${nth}) .row`);
        await page.see('#sections', nth === 1 ? 'POST /hooks' : 'Hello.');
        if (nth === 2) await page.press('e');
        expect([width, dark, await settledAxe(page)]).toEqual([width, dark, []]);
        if (pictures) writeFileSync(join(pictures, `inspect-${width}-${dark ? 'dark' : 'light'}-${nth}.png`), await page.picture(width, 900, dark));
        if (nth === 2) await page.press('Escape');
        if (width === 360) await page.press('Escape');
      }
    }
    expect(page.errors).toEqual([]);
  }, 240_000);

  test('bodies of any kind are shown: cut with a way to the rest, as a dump, as text', async () => {
    const { listener, address } = await inspected();
    const large = `{"event":"big","data":{"text":"${'x'.repeat(5 * 1024 * 1024 - 60)}"}}`;
    await listener.deliver(large);
    const page = await drive(address);
    await page.rows(1);
    await page.click('#list .row');
    await page.see('#sections .under', 'The beginning of 5.0 MiB.');
    const shown = `document.querySelector('#sections section:nth-child(2) pre').textContent`;
    for (const parts of [2, 3]) {
      await page.click('#sections .under button');
      await eventually('more of it is there', async () => (await page.evaluate(`${shown}.length`)) === parts * 256 * 1024);
    }
    expect(await page.evaluate(`${shown}.slice(0, 30)`)).toBe(large.slice(0, 30));
    expect(await page.evaluate(`fetch(document.querySelector('#sections a').href).then((r) => r.text()).then((t) => t.length)`)).toBe(large.length);
    await page.press('k');
    await listener.deliver(Buffer.from([0xff, 0x00, 0x41]));
    await page.point('#search');
    await page.see('#list .event', 'no event name');
    await page.click('#list .row');
    await page.see('#sections pre.dump', 'ff 00 41');
    await listener.deliver('<h1>not JSON</h1>');
    await page.point('#search');
    await page.rows(3);
    await page.click('#list .row');
    await page.see('#sections section:nth-child(2) pre', '<h1>not JSON</h1>');
    await page.click('#edit');
    await page.see('#told', 'Only JSON bodies can be edited.');
    expect(await page.count('#sections h1')).toBe(0);
  });

  test('10,000 deliveries are paged and searched', async () => {
    const home = makeHome();
    const lines = Array.from({ length: 10_000 }, (_, at) => {
      const text = JSON.stringify({ event: 'lead.created', data: { id: `lead_${at}`, name: `Person ${at}`, note: at === 17 ? 'needle' : 'hay' } });
      const head = {
        type: 'delivery',
        id: `dlv_${String(at).padStart(6, '0')}`,
        at: 1_760_000_000_000 + at,
        profile: 'default',
        event: 'lead.created',
      };
      const rest = { bytes: Buffer.byteLength(text), verified: true, method: 'POST', path: '/', headers: [], text };
      return `${JSON.stringify({ ...head, ...rest })}\n${JSON.stringify({ type: 'answer', id: head.id, status: at === 42 ? 500 : 200, at: 1 })}\n`;
    });
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(home, 'state', 'log'), { recursive: true, mode: 0o700 });
    for (let at = 0; at < 40; at += 1)
      writeFileSync(
        join(home, 'state', 'log', `${String(1 + at).padStart(14, '0')}-999999-000001-aaaaaa.jsonl`),
        lines.slice(at * 250, at * 250 + 250).join(''),
      );
    const { address } = await inspected({ body: {} }, [], home);
    const page = await drive(address);
    await page.see('#counts', '10,000 deliveries · 1 failed');
    await page.rows(100);
    expect(await page.text('#list .who')).toBe('Person 9999');
    await page.evaluate(`document.querySelector('#scroll').scrollTop = 1e9`);
    await eventually('older ones are read', async () => Number(await page.count('#list li')) > 100);
    await page.fill('#search', 'needle');
    await page.rows(1);
    expect(await page.text('#list .who')).toBe('Person 17');
    await page.fill('#search', '');
    await page.rows(100);
    await page.click('#failed');
    await page.rows(1);
    expect(await page.text('#list .who')).toBe('Person 42');
  });

  test('a page of another origin gets nothing, and changes nothing', async () => {
    const { app, listener, address } = await inspected();
    await listener.deliver(body('Ana'));
    const stranger = await startServer({ headers: { 'Content-Type': 'text/html' }, body: '<!doctype html><title>stranger</title>' });
    const page = await openPage(browser ?? '', stranger.url);
    await eventually('it is there', async () => (await page.evaluate('document.title')) === 'stranger');
    // Not even a page that knows the token.
    const tried = await page.evaluate(`Promise.all(${JSON.stringify(address)}.length > 0 && ['', 'rows', 'events'].map((path) =>
      fetch(${JSON.stringify(address)} + path).then((r) => r.text(), () => 'refused')))`);
    expect(tried).toEqual(['refused', 'refused', 'refused']);
    const sent = await page.evaluate(
      `fetch(${JSON.stringify(`${address}samples/call.missed`)}, { method: 'POST', mode: 'no-cors' }).then((r) => r.type, () => 'refused')`,
    );
    expect(['opaque', 'refused']).toContain(sent);
    const framed = await page.evaluate(`new Promise((done) => {
      const frame = document.createElement('iframe');
      frame.src = ${JSON.stringify(address)};
      frame.onload = () => { try { done(frame.contentDocument ? 'read' : 'closed'); } catch { done('closed'); } };
      document.body.append(frame);
    })`);
    expect(framed).toBe('closed');
    await listener.deliver(body('Ben'));
    expect((await app.request(2)).body.toString()).toContain('Ben');
    expect(app.requests).toHaveLength(2);
  });
});
