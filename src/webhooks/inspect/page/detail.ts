import type { Detail, Row, Sent } from '../wire.ts';
import { type Answer, getCopy, getDetail, replay, replayEdited } from './api.ts';
import { byId, make } from './dom.ts';
import { createEditor } from './editor.ts';
import { setChip, titleOf } from './row-view.ts';
import { saidBy, sectionsOf } from './sections.ts';
import { clock, size, visible } from './visible.ts';

/** The open delivery and its actions. */
export interface DetailView {
  /** Opens a delivery; undefined closes the view. */
  open(id: string | undefined): Promise<void>;
  opened(): string | undefined;
  /** Updates the view after the open delivery changed. */
  told(row: Row): void;
  /** Reloads the open delivery. */
  refresh(): Promise<void>;
  replay(): Promise<void>;
  edit(): void;
  /** Closes the editor. Returns false if it is not open. */
  closeEditor(): boolean;
  editing(): boolean;
  connected(yes: boolean): void;
}

export const createDetailView = (): DetailView => {
  const hint = byId('hint', HTMLParagraphElement);
  const article = byId('detail', HTMLElement);
  const pane = byId('right', HTMLElement);
  const chip = byId('chip', HTMLSpanElement);
  const sections = byId('sections', HTMLDivElement);
  const saying = byId('told', HTMLParagraphElement);
  const update = byId('changed', HTMLButtonElement);
  const copied = byId('copied', HTMLTextAreaElement);
  const buttons = (['replay', 'edit', 'curl', 'fixture'] as const).map((id) => byId(id, HTMLButtonElement));
  const [again, editButton, curl, fixture] = buttons;

  let id: string | undefined;
  let shown: Detail | undefined;
  let sending = false;
  let online = true;
  let hovering = false;

  const say = (text: string, kind: 'good' | 'bad' | '' = ''): void => {
    const line = make('span', '', text);
    line.dataset['kind'] = kind;
    saying.replaceChildren(line);
  };
  const enable = (): void => {
    for (const one of [again, editButton]) if (one) one.disabled = sending || !online;
    if (fixture) {
      fixture.disabled = shown?.noFixture !== null;
      fixture.title = shown?.noFixture ?? '';
    }
  };

  const show = (one: Detail): void => {
    const same = shown?.id === one.id;
    const kept = pane.scrollTop;
    // Keeps sections expanded if the same delivery is shown again.
    const folds = same ? [...sections.querySelectorAll('details')].map(({ open }) => open) : [];
    shown = one;
    hint.hidden = true;
    article.hidden = false;
    byId('event', HTMLHeadingElement).textContent = visible(titleOf(one));
    setChip(chip, one.chip);
    const facts = [one.id, one.who, one.subject, clock(one.time, Date.now()), size(one.body.bytes)];
    facts.push(one.verified ? 'signature verified' : 'no signature', one.answered === null ? null : `returned ${one.answered} to the service`);
    byId('facts', HTMLParagraphElement).textContent = visible(facts.filter((fact) => fact !== null).join('  ·  '));
    sections.replaceChildren(...sectionsOf(one, Date.now()));
    const made = sections.querySelectorAll('details');
    if (made.length === folds.length) for (const [at, fold] of made.entries()) fold.open = folds[at] === true;
    update.hidden = true;
    enable();
    pane.scrollTop = same ? kept : 0;
  };

  /**
   * Loads and shows the open delivery.
   * @param asked true if the user waits for it: it is then shown even under the pointer
   */
  const read = async (asked: boolean): Promise<void> => {
    const mine = id;
    if (mine === undefined) return;
    const answer = await getDetail(mine);
    if (mine !== id) return;
    if ('error' in answer) return say(`${answer.error}.`, 'bad');
    if (shown !== undefined && shown.id === mine && JSON.stringify(shown) === JSON.stringify(answer.value)) return;
    if (asked || shown?.id !== mine || !(hovering || pane.contains(document.activeElement))) show(answer.value);
    else update.hidden = false;
  };

  const report = (answer: Answer<Sent>): void => {
    if ('error' in answer) {
      say(`${answer.error}${answer.hint === undefined ? '.' : `. ${answer.hint}`}`, 'bad');
      return;
    }
    const { tries } = answer.value;
    const good = tries.length > 0 && tries.every(({ status }) => status !== null && status >= 200 && status < 300);
    say(tries.length === 0 ? 'Sent; no response yet.' : tries.map(saidBy).join('; '), good ? 'good' : 'bad');
  };
  const send = async (how: () => Promise<Answer<Sent>>): Promise<void> => {
    const mine = id;
    if (sending || !online || mine === undefined) return;
    sending = true;
    enable();
    say('Sending…');
    const answer = await how();
    sending = false;
    enable();
    if (mine !== id) return;
    report(answer);
    await read(true);
  };

  const editor = createEditor({
    say: (text) => say(text, 'bad'),
    onSend: (edited, body) => send(() => replayEdited(edited, body)),
  });

  const copy = async (as: 'curl' | 'fixture', name: string): Promise<void> => {
    if (id === undefined) return;
    const answer = await getCopy(id, as);
    if ('error' in answer) return say(`${answer.error}.`, 'bad');
    try {
      await navigator.clipboard.writeText(answer.value);
      copied.hidden = true;
      say(`Copied as ${name}.`, 'good');
    } catch {
      // The browser may refuse; the user can then copy the exact text by hand.
      copied.value = answer.value;
      copied.hidden = false;
      copied.select();
      say('The browser does not allow copying. Copy the text below.');
    }
  };

  again?.addEventListener('click', () => void send(() => replay(id ?? '')));
  const edit = (): void => {
    if (shown !== undefined && shown.id === id) void editor.open(shown);
  };
  editButton?.addEventListener('click', edit);
  curl?.addEventListener('click', () => void copy('curl', 'curl'));
  fixture?.addEventListener('click', () => void copy('fixture', 'fixture'));
  update.addEventListener('click', () => void read(true));
  pane.addEventListener('pointerenter', () => {
    hovering = true;
  });
  pane.addEventListener('pointerleave', () => {
    hovering = false;
    if (!update.hidden) void read(false);
  });

  return {
    open: async (wanted) => {
      if (wanted === id) return;
      id = wanted;
      editor.close();
      copied.hidden = true;
      update.hidden = true;
      saying.replaceChildren();
      if (id === undefined) {
        shown = undefined;
        article.hidden = true;
        hint.hidden = false;
        return;
      }
      await read(true);
    },
    opened: () => id,
    told: (row) => {
      if (row.id !== id) return;
      setChip(chip, row.chip);
      if (!sending) void read(false);
    },
    refresh: () => read(false),
    replay: () => send(() => replay(id ?? '')),
    edit,
    closeEditor: () => {
      if (editor.editing() === undefined) return false;
      editor.close();
      editButton?.focus();
      return true;
    },
    editing: () => editor.editing() !== undefined,
    connected: (yes) => {
      online = yes;
      enable();
      editor.connected(yes);
    },
  };
};
