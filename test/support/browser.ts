import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { WebSocket } from 'ws';
import { eventually } from './eventually.ts';
import { later, temporaryDirectory } from './temporary.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Returns the path of a browser that can be automated, or undefined if there is none. */
export const browserPath = (): string | undefined =>
  names.flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name))).find((path) => existsSync(path));

/** A page in a headless browser. */
export interface Page {
  /** Runs an expression in the page and returns its value (JSON). */
  evaluate(expression: string): Promise<unknown>;
  /** Errors that the page logged, including violations of its content security policy. */
  readonly errors: readonly string[];
  /** Sets the size of the page in pixels, and its color scheme. */
  resize(width: number, height: number, dark?: boolean): Promise<void>;
  /** Presses a key: `j`, `Tab`, `Escape`. */
  press(key: string): Promise<void>;
  /** Types text at the cursor. */
  type(text: string): Promise<void>;
  /** Moves the pointer to the middle of an element. */
  point(selector: string): Promise<void>;
  /** Clicks the middle of an element. */
  click(selector: string): Promise<void>;
  /** Takes a screenshot (PNG). */
  picture(width: number, height: number, dark?: boolean): Promise<Buffer>;
}

const codes: Readonly<Record<string, number>> = { Tab: 9, Enter: 13, Escape: 27, ArrowUp: 38, ArrowDown: 40 };

/** Opens a URL in a separate browser, which is closed with the test. */
export const openPage = async (path: string, address: string): Promise<Page> => {
  const folder = temporaryDirectory('browser');
  const args = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--remote-debugging-port=0',
    `--user-data-dir=${folder}`,
  ];
  const browser = execa(path, [...args, 'about:blank'], {
    reject: false,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
    env: { HOME: folder, TMPDIR: folder },
    detached: true,
  });
  later(async () => {
    // The browser is many processes, and any of them may still write to its folder, which is removed next.
    if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
    await browser;
  });
  const file = join(folder, 'DevToolsActivePort');
  // The file exists before its line is written.
  const port = await eventually('the browser listens', () => existsSync(file) && /^(\d+)\n/.exec(readFileSync(file, 'utf8'))?.[1]);
  const targets: unknown = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
  const tab = Array.isArray(targets) ? targets.find((one) => Object(one).type === 'page') : undefined;
  const socket = new WebSocket(String(Object(tab).webSocketDebuggerUrl));
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  later(() => socket.close());

  let next = 0;
  const waiting = new Map<number, (value: unknown) => void>();
  const errors: string[] = [];
  socket.on('message', (data) => {
    const message = Object(JSON.parse(String(data)));
    if (typeof message.id === 'number') waiting.get(message.id)?.(message.result ?? message.error);
    if (message.method === 'Log.entryAdded' && message.params.entry.level === 'error') errors.push(String(message.params.entry.text));
    if (message.method === 'Runtime.exceptionThrown') errors.push(JSON.stringify(message.params.exceptionDetails));
  });
  const send = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      next += 1;
      waiting.set(next, resolve);
      socket.send(JSON.stringify({ id: next, method, params }));
    });
  await send('Log.enable');
  await send('Runtime.enable');
  await send('Page.enable');
  await send('Browser.grantPermissions', { permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'] });
  await send('Page.navigate', { url: address });
  const evaluate = async (expression: string): Promise<unknown> => {
    const answer = Object(await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }));
    if (answer.exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(answer.exceptionDetails)}`);
    return Object(answer.result).value;
  };
  const middle = async (selector: string): Promise<{ x: number; y: number }> => {
    const box = `document.querySelector(${JSON.stringify(selector)})`;
    await eventually(`${selector} is there`, async () => (await evaluate(`${box} !== null && ${box}.getClientRects().length > 0`)) === true);
    await evaluate(`${box}.scrollIntoView({ block: 'nearest' })`);
    const at: unknown = await evaluate(`(() => { const r = ${box}.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`);
    const [x, y] = Array.isArray(at) ? at : [];
    return { x: Number(x), y: Number(y) };
  };
  const point = async (selector: string): Promise<{ x: number; y: number }> => {
    const at = await middle(selector);
    await send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...at });
    return at;
  };
  const resize = async (width: number, height: number, dark = false): Promise<void> => {
    await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    await send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
  };
  return {
    errors,
    evaluate,
    resize,
    press: async (key) => {
      const about = {
        key,
        windowsVirtualKeyCode: codes[key] ?? key.toUpperCase().charCodeAt(0),
        ...(key.length === 1 ? { text: key } : key === 'Enter' ? { text: '\r' } : {}),
      };
      await send('Input.dispatchKeyEvent', { type: 'keyDown', ...about });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...about });
    },
    type: async (text) => void (await send('Input.insertText', { text })),
    point: async (selector) => void (await point(selector)),
    click: async (selector) => {
      const at = await point(selector);
      for (const type of ['mousePressed', 'mouseReleased']) await send('Input.dispatchMouseEvent', { type, ...at, button: 'left', clickCount: 1 });
    },
    picture: async (width, height, dark = false) => {
      await resize(width, height, dark);
      return Buffer.from(String(Object(await send('Page.captureScreenshot')).data), 'base64');
    },
  };
};
