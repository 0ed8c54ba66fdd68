import type { Report, Trouble } from '../program/supervise.ts';

/** The default address of ngrok's local API. */
const usualApi = '127.0.0.1:4040';
const token = 'Copy your authtoken from https://dashboard.ngrok.com/get-started/your-authtoken and run `ngrok config add-authtoken TOKEN`';

/** The codes from https://ngrok.com/docs/errors/reference/ that prevent a start, in our own words. */
const known: Readonly<Record<string, Trouble>> = {
  ERR_NGROK_4018: { cause: 'ngrok has no authtoken of a verified account', hint: token },
  ERR_NGROK_105: { cause: 'the saved ngrok authtoken is malformed', hint: token },
  ERR_NGROK_106: { cause: 'the saved authtoken is for ngrok version 1', hint: token },
  ERR_NGROK_107: { cause: 'ngrok does not recognize the saved authtoken', hint: token },
  ERR_NGROK_108: {
    cause: 'your ngrok account has reached its limit of running agents',
    hint: 'Stop the other ngrok (see https://dashboard.ngrok.com/agents), or choose another --via',
  },
  ERR_NGROK_120: { cause: 'this version of ngrok is too old for the service', hint: 'Run: ngrok update' },
  ERR_NGROK_121: { cause: 'this version of ngrok is too old for your account', hint: 'Run: ngrok update' },
  ERR_NGROK_334: {
    cause: 'your ngrok URL is in use by another ngrok',
    hint: 'Stop the other ngrok (see https://dashboard.ngrok.com/endpoints), or choose another --via',
  },
  ERR_NGROK_9040: { cause: 'ngrok does not accept connections from this network', hint: 'Choose another --via' },
};

/** Returns a line as ngrok's fields: JSON (versions 2 and 3), logfmt (before the log format is known), or plain text. */
export const fieldsOf = (line: string): Readonly<Record<string, string>> => {
  if (line.startsWith('{')) {
    try {
      const parsed: unknown = JSON.parse(line);
      if (typeof parsed === 'object' && parsed !== null)
        return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
    } catch {
      // A truncated line, or one that only looks like JSON, is parsed as text below.
    }
  }
  const fields: Record<string, string> = {};
  for (const [, name, quoted, bare] of line.matchAll(/(?:^|\s)([a-z_]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)) {
    if (name !== undefined) fields[name] = quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '';
  }
  return Object.keys(fields).length > 0 ? fields : { msg: line };
};

/**
 * Parses ngrok's output. The link is up from `started tunnel` (or an established session whose URL the local API returns) until
 * ngrok says that it is reconnecting.
 */
export const followNgrok = (report: Report, whole: (base: URL) => URL, ask: (api: string) => Promise<URL | undefined>): ((line: string) => void) => {
  let api = usualApi;
  let base: URL | undefined;
  const up = (address: URL | undefined): void => {
    base = address ?? base;
    if (base !== undefined) report.ready(whole(base));
  };
  return (line) => {
    const { msg = '', err = '', lvl = '', url = '', addr = '', obj = '' } = fieldsOf(line);
    // Failed single requests and update checks say nothing about the tunnel.
    if (obj === 'join' || obj === 'updater' || /private leg/.test(msg)) return;
    const trouble = /^(?:info|dbug|debug)$/.test(lvl) ? undefined : explain(line, err);
    if (trouble !== undefined) return report.hopeless(trouble);
    if (obj === 'web' && /^[\w.[\]:-]+:\d+$/.test(addr)) api = addr;
    if (url.startsWith('https://') && /started (?:tunnel|endpoint)/.test(msg)) return up(new URL(url));
    if (/client session established/.test(msg)) {
      if (base !== undefined) return up(base);
      return void ask(api).then(up);
    }
    const failing = err !== '' && err !== 'nil' && err !== '<nil>' && /^(?:eror|error|crit|warn)$/.test(lvl);
    if (/reconnect|session closed|heartbeat timeout|session (?:lost|terminated)/i.test(msg)) {
      const reason = failing ? firstLine(err) : msg;
      report.lost(reason);
      report.trouble({ cause: reason });
    } else if (failing) report.trouble({ cause: firstLine(err) });
    else if (/^ERROR:\s+\S/.test(line)) report.trouble({ cause: firstLine(line.replace(/^ERROR:\s+/, '')) });
  };
};

/** Returns only the first line: ngrok repeats the authtoken further on. */
const firstLine = (text: string): string => (text.split(/\r?\n|\\r|\\n|Your authtoken/)[0] ?? '').trim().slice(0, 200);

const explain = (line: string, err: string): Trouble | undefined => {
  const code = /ERR_NGROK_\d+/.exec(line)?.[0];
  if (code === undefined) return undefined;
  const told = known[code];
  if (told !== undefined) return { ...told, cause: `${told.cause} (${code})` };
  const text = firstLine(err || line.replace(/^ERROR:\s*/, ''));
  return {
    cause: text === '' || text === code ? `ngrok says ${code}` : `${text} (${code})`,
    hint: `See https://ngrok.com/docs/errors/${code.toLowerCase()}`,
  };
};
