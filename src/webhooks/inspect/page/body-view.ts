import type { Body } from '../wire.ts';
import { bodyPath, getBody } from './api.ts';
import { around, button, make } from './dom.ts';
import { piecesOf } from './json-colors.ts';
import { turnsOf } from './transcript.ts';
import { size, visible } from './visible.ts';

/** Maximum characters laid out in one piece: a browser needs seconds for a line of a few hundred thousand without a break. */
const longest = 2048;

/** Splits a text into elements if its lines are very long. */
const laidOut = (text: string): Node[] => {
  if (text.length <= longest) return [document.createTextNode(visible(text))];
  const rows: Node[] = [];
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (line.length <= longest) rows.push(document.createTextNode(visible(line)));
    else for (let at = 0; at < line.length; at += longest) rows.push(make('span', 'part', line.slice(at, at + longest)));
  }
  return rows;
};

const colored = (json: string): HTMLPreElement => {
  const box = make('pre');
  for (const { text, kind } of piecesOf(json)) box.append(kind === '' ? visible(text) : around('span', kind, ...laidOut(text)));
  return box;
};

const preOf = (body: Body): HTMLPreElement => {
  const box = body.kind === 'json' ? colored(body.text) : around('pre', body.kind === 'binary' ? 'dump' : '', ...laidOut(body.text));
  // It scrolls on its own, so it must be reachable by keyboard too.
  box.tabIndex = 0;
  box.setAttribute('role', 'group');
  return box;
};

/** Renders a body or a response as plain text, never as markup. */
export const bodyView = (body: Body, label: string): Node[] => {
  if (body.kind === 'empty') return [make('p', 'quiet', '(empty)')];
  const box = preOf(body);
  box.setAttribute('aria-label', label);
  return [box];
};

const dialogue = (json: string): Node[] => {
  const turns = turnsOf(json);
  if (turns.length === 0) return [];
  const list = make('ol', 'dialogue');
  list.setAttribute('aria-label', 'Transcript');
  for (const { speaker, text, ours } of turns) list.append(around('li', ours ? '' : 'right', make('b', '', speaker), make('span', '', text)));
  return [make('h4', '', 'Transcript'), list, make('h4', '', 'JSON')];
};

/** How much more of a large text each click shows, in characters. */
const part = 256 * 1024;

/** Returns a button that shows the next part of a body until all of it is shown. */
const moreOf = (id: string, { bytes, text }: Body, box: Node, about: HTMLElement): HTMLElement => {
  let whole: string | undefined;
  let shown = text.length;
  const show = async (): Promise<void> => {
    if (whole === undefined) {
      const answer = await getBody(id);
      if ('error' in answer) {
        about.textContent = `${answer.error}.`;
        return;
      }
      whole = answer.value;
    }
    for (const row of laidOut(whole.slice(shown, shown + part))) box.appendChild(row);
    shown = Math.min(shown + part, whole.length);
    about.textContent = shown === whole.length ? `${size(bytes)}.` : `The first ${size(shown)} of ${size(bytes)}.`;
    more.disabled = false;
    if (shown === whole.length) more.remove();
  };
  const more = button('action plain', 'Show more', () => {
    more.disabled = true;
    void show();
  });
  return more;
};

/** Renders a delivery's body: its transcript as a dialogue, then the full text; for a large body, the beginning and a button for more. */
export const deliveryBody = (id: string, body: Body): Node[] => {
  const [box, ...more] = bodyView(body, 'Body');
  if (body.kind === 'empty' || box === undefined) return box === undefined ? [] : [box];
  const about = make(
    'span',
    'quiet',
    body.cut ? `The beginning of ${size(body.bytes)}.` : `${size(body.bytes)}${body.kind === 'binary' ? ', not text' : ''}`,
  );
  const download = make('a', '', 'Download');
  download.href = bodyPath(id);
  download.download = '';
  const under = around('p', 'under', about, download);
  if (body.cut && body.kind === 'text') under.append(moreOf(id, body, box, about));
  return [...(body.kind === 'json' ? dialogue(body.text) : []), box, ...more, under];
};
