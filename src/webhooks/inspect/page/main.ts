import { eventNames } from '../../../resources/events.ts';
import type { State, Told } from '../wire.ts';
import { sendSample } from './api.ts';
import { createDetailView } from './detail.ts';
import { byId, make } from './dom.ts';
import { createList } from './list.ts';
import { counted, visible } from './visible.ts';

const detail = createDetailView();
const list = createList({
  onOpen: (id) => void open(id, true),
  onReplay: (id) => void open(id, true).then(() => detail.replay()),
});
const narrow = matchMedia('(max-width: 760px)');
const warning = byId('warning', HTMLParagraphElement);

/** On a narrow page the list and a delivery are two screens, and the browser's Back button switches between them. */
const screen = (which: 'list' | 'detail'): void => {
  document.body.dataset['screen'] = which;
};

const open = async (id: string | undefined, byHand = false): Promise<void> => {
  list.mark(id);
  if (byHand && id !== undefined) {
    const url = `#${id}`;
    if (narrow.matches && document.body.dataset['screen'] === 'list') history.pushState(null, '', url);
    else history.replaceState(null, '', url);
  }
  screen(id === undefined ? 'list' : 'detail');
  await detail.open(id);
};
const backToList = (): void => {
  const id = detail.opened();
  history.replaceState(null, '', location.pathname);
  screen('list');
  if (id !== undefined) list.focus(id);
};
/** The whole id of a delivery. */
const whole = /^dlv_\w{18}$/;
/**
 * Shows what the URL's hash names: a delivery, or by `last`, the id of what it is about, or the beginning of an id the newest one of
 * those that match. When a narrow page returns to the list, the row stays marked.
 */
const follow = (): void => {
  const id = location.hash.slice(1);
  if (id === '' && narrow.matches) screen('list');
  else if (id === '' || whole.test(id)) void open(id === '' ? undefined : id);
  else void list.search(id === 'last' ? '' : id).then((found) => open(found, true));
};

let state: State | undefined;
let gone = false;

const showState = (): void => {
  const name = gone ? 'gone' : (state?.state ?? 'connecting');
  byId('state', HTMLParagraphElement).dataset['state'] = name;
  const why = state?.state === 'reconnecting' && state.reason !== null ? `: ${visible(state.reason)}` : '';
  byId('state-text', HTMLSpanElement).textContent = gone ? 'listener stopped' : `${name}${why}`;
  detail.connected(!gone && state?.state !== 'closed');
  const ended = `The listener has stopped. Start \`boltcall listen --inspect\` again to reconnect this page.${detail.editing() ? ' Your edit is kept.' : ''}`;
  const text = gone || state?.state === 'closed' ? ended : (state?.warning ?? '');
  warning.hidden = text === '';
  if (warning.textContent !== visible(text)) warning.textContent = visible(text);
  if (state === undefined) return;
  const { address, targets, total, failed, refused } = state;
  byId('route', HTMLParagraphElement).textContent = address === null ? '' : visible(`${address}  →  ${targets.join(', ') || 'not forwarded'}`);
  const counts = [counted(total, 'delivery', 'deliveries'), failed > 0 ? `${failed.toLocaleString('en-US')} failed` : ''];
  counts.push(refused > 0 ? `${refused.toLocaleString('en-US')} refused` : '');
  byId('counts', HTMLParagraphElement).textContent = counts.filter((part) => part !== '').join(' · ');
  document.title = failed > 0 ? `(${failed.toLocaleString('en-US')} failed) boltcall listen` : 'boltcall listen';
};

const hear = (told: Told): void => {
  state = told.state;
  if (told.reset) {
    list.stale();
    void detail.refresh();
  } else if (told.rows) {
    list.told(told.rows);
    for (const row of told.rows) detail.told(row);
  }
  showState();
};

const source = new EventSource('events');
let before = false;
source.addEventListener('message', (message) => {
  const told: Told = JSON.parse(message.data);
  hear(told);
});
source.addEventListener('open', () => {
  gone = false;
  showState();
  // The list is empty at first; after a reconnect it may have missed something.
  if (before) {
    list.stale();
    void detail.refresh();
  } else void list.reload().then(follow);
  before = true;
});
source.addEventListener('error', () => {
  gone = true;
  showState();
});

const events = byId('sample-event', HTMLSelectElement);
for (const name of eventNames) events.append(make('option', '', name));
byId('sample', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const [form, name] = [byId('sample-told', HTMLParagraphElement), events.value];
  form.textContent = 'Sending…';
  void sendSample(name).then((answer) => {
    form.textContent = 'error' in answer ? `${answer.error}.` : `Sent ${name}; answered ${answer.value.status}.`;
  });
});

byId('back', HTMLButtonElement).addEventListener('click', backToList);
window.addEventListener('popstate', follow);

const step = (by: 1 | -1): void => {
  const id = list.next(by);
  if (id === undefined) return;
  if (narrow.matches && document.body.dataset['screen'] === 'list') list.mark(id);
  else void open(id, true);
  list.focus(id);
};
const keys = new Map<string, () => void>([
  ['j', () => step(1)],
  ['k', () => step(-1)],
  ['ArrowDown', () => step(1)],
  ['ArrowUp', () => step(-1)],
  ['/', () => byId('search', HTMLInputElement).focus()],
  ['r', () => void detail.replay()],
  ['e', () => detail.edit()],
]);
const isTyped = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type !== 'checkbox');

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') {
    if (detail.closeEditor()) return;
    if (narrow.matches && document.body.dataset['screen'] === 'detail') backToList();
    else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    return;
  }
  const press = keys.get(event.key);
  if (press === undefined || isTyped(event.target)) return;
  // The arrow keys scroll the focused text there.
  if (event.key.startsWith('Arrow') && event.target instanceof Element && event.target.closest('#right')) return;
  event.preventDefault();
  press();
});
