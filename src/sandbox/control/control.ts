import type { IncomingMessage } from 'node:http';
import { same } from '../../values/same.ts';
import { Refusal } from '../api/refusal.ts';
import type { Service } from '../service/service.ts';
import { type Inbound, simulate } from '../service/simulate.ts';
import { simulations } from '../service/simulations.ts';
import { controlPath } from './path.ts';

/** What the control endpoint can do to a sandbox. */
interface Controlled {
  readonly service: Service;
  readonly token: string;
  reset(): void;
  close(): Promise<void>;
  status(): unknown;
}

const inbound = (body: Buffer): Inbound => {
  let value: unknown;
  try {
    value = JSON.parse(body.toString() || '{}');
  } catch {
    throw new Refusal(400, 'The body is not valid JSON');
  }
  if (typeof value !== 'object' || value === null) throw new Refusal(400, 'The body must be a JSON object');
  const given: Readonly<Record<string, unknown>> = { ...value };
  const text = (name: string): string | undefined => (typeof given[name] === 'string' ? given[name] : undefined);
  const [from, agent, words] = [text('from'), text('agent'), text('text')];
  return { ...(from === undefined ? {} : { from }), ...(agent === undefined ? {} : { agent }), ...(words === undefined ? {} : { text: words }) };
};

/** Handles the control endpoint: `GET status`, `POST reset`, `POST stop`, `POST simulate/<what>`. Refuses requests without the token with 401. */
export const control =
  ({ service, token, reset, close, status }: Controlled) =>
  async (request: IncomingMessage, url: URL, body: Buffer): Promise<unknown> => {
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!same(given, token)) throw new Refusal(401, 'The control token is missing or wrong');
    const wanted = `${request.method} ${url.pathname.slice(controlPath.length)}`;
    if (wanted === 'GET status') return status();
    if (wanted === 'POST reset') {
      reset();
      return status();
    }
    if (wanted === 'POST stop') {
      // Stops after this response is sent. The process that started the sandbox also sees a failure.
      setImmediate(() => void close().catch(() => {}));
      return { stopped: true };
    }
    const what = simulations.find((name) => wanted === `POST simulate/${name}`);
    if (what) return simulate(service, what, inbound(body));
    throw new Refusal(404, 'The control API has no such endpoint');
  };
