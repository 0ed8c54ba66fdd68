import type { Detail, HeaderList, Step, Try } from '../wire.ts';
import { bodyView, deliveryBody } from './body-view.ts';
import { around, make } from './dom.ts';
import { clock } from './visible.ts';

const headerTable = (headers: ReadonlyArray<readonly [string, string, string?]>): Node => {
  if (headers.length === 0) return make('p', 'quiet', '(none)');
  const table = make('table');
  for (const [name, value, change] of headers) {
    const head = make('th', '', name);
    head.scope = 'row';
    const cell = make('td', '', value);
    if (change !== undefined) cell.append(' ', make('span', 'chip', change));
    table.append(around('tr', '', head, cell));
  }
  return table;
};

const folded = (title: string, ...inside: readonly Node[]): HTMLDetailsElement => around('details', '', make('summary', '', title), ...inside);

const answerOf = (answer: { headers: HeaderList }): Node => folded(`Response headers (${answer.headers.length})`, headerTable(answer.headers));

const isGood = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

/** Returns a sentence that says which target responded with what. */
export const saidBy = ({ target, status, error, ms }: Try): string =>
  status === null ? `${target}: ${error ?? 'no response'}` : `${target} answered ${status} in ${ms} ms`;

const tryView = (one: Try, now: number): HTMLElement => {
  const line = around(
    'p',
    '',
    make('span', `chip ${isGood(one.status) ? 'good' : 'bad'}`, one.status === null ? 'no response' : String(one.status)),
    make('span', '', one.target),
    make('span', 'quiet', `${one.replay ? 'replay' : `attempt ${one.attempt}`}, ${clock(one.time, now)}, ${one.ms} ms`),
  );
  const box = around('div', 'try', line);
  if (one.error !== null) box.append(make('p', '', one.error));
  if (one.hint !== null) box.append(make('p', 'advice', one.hint));
  if (one.answer !== null) {
    if (one.answer.body.kind !== 'empty') box.append(...bodyView(one.answer.body, 'Answer'));
    if (one.answer.body.cut) box.append(make('p', 'quiet', 'Only the start of the response is kept.'));
    box.append(answerOf(one.answer));
  }
  return box;
};

/** Only the newest attempt for each target counts; earlier ones are collapsed. */
const outcome = ({ tries, repeatOf, answered }: Detail, now: number): Node[] => {
  if (tries.length === 0) {
    if (repeatOf !== null) return [make('p', '', `Duplicate of ${repeatOf}; not forwarded.`)];
    return [make('p', '', answered === null ? 'Not forwarded yet.' : `Not forwarded. boltcall returned ${answered} to the service.`)];
  }
  const seen = new Set<string>();
  const [newest, earlier]: [Try[], Try[]] = [[], []];
  for (const one of tries) {
    (seen.has(one.target) ? earlier : newest).push(one);
    seen.add(one.target);
  }
  const redelivered = repeatOf !== null && tries.some(({ replay }) => !replay);
  const parts: Node[] = [...(redelivered ? [make('p', '', `Redelivery of ${repeatOf}.`)] : []), ...newest.map((one) => tryView(one, now))];
  if (earlier.length > 0) parts.push(folded(`Earlier attempts (${earlier.length})`, ...earlier.map((one) => tryView(one, now))));
  return parts;
};

const signs = new Map<boolean | null, readonly [string, string, string]>([
  [true, ['yes', '✓', 'passed']],
  [false, ['no', '✗', 'failed']],
  [null, ['', '·', '']],
]);

const stepList = (steps: readonly Step[], label: string): Node => {
  const list = make('ol', 'steps');
  list.setAttribute('aria-label', label);
  for (const { name, ok, text } of steps) {
    const [kind, sign, word] = signs.get(ok) ?? ['', '', ''];
    const mark = make('span', kind, sign);
    if (word === '') mark.setAttribute('aria-hidden', 'true');
    else {
      mark.setAttribute('role', 'img');
      mark.setAttribute('aria-label', word);
    }
    list.append(around('li', '', mark, make('span', 'quiet', name), make('span', '', text)));
  }
  return list;
};

const section = (title: string, ...inside: readonly Node[]): HTMLElement => {
  const box = around('section', '', make('h3', '', title), ...inside);
  box.setAttribute('aria-label', title);
  return box;
};

const forwarded = (one: Detail): Node[] =>
  one.tries.length === 0
    ? [make('p', 'quiet', 'Not forwarded.')]
    : [
        headerTable(one.forwarded.map(({ name, value, change }) => (change === null ? [name, value] : [name, value, change]))),
        make('h4', '', 'Signature'),
        stepList(one.forwardedSignature, 'Signature forwarded'),
      ];

/** Returns a delivery's sections in reading order: outcome, content, request, attempts. */
export const sectionsOf = (one: Detail, now: number): HTMLElement[] => [
  section('Outcome', ...outcome(one, now)),
  section('Body', ...deliveryBody(one.id, one.body)),
  section(
    'Received',
    make('p', 'quiet', `${one.method} ${one.path}`),
    headerTable(one.headers),
    make('h4', '', 'Signature'),
    stepList(one.signature, 'Signature received'),
  ),
  section('Forwarded', ...forwarded(one)),
];
