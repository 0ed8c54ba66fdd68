import type { Body } from '../wire.ts';
import { bodyPath, getBody } from './api.ts';
import { around, button, make } from './dom.ts';
import { piecesOf } from './json-colors.ts';
import { turnsOf } from './transcript.ts';
import { size, visible } from './visible.ts';

const colored = (json: string): HTMLPreElement => {
  const box = make('pre');
  for (const { text, kind } of piecesOf(json)) box.append(kind === '' ? visible(text) : make('span', kind, text));
  return box;
};

const preOf = (body: Body): HTMLPreElement => {
  const box = body.kind === 'json' ? colored(body.text) : make('pre', body.kind === 'binary' ? 'dump' : '', body.text);
  // It scrolls by itself, and must for those without a mouse too.
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  return box;
};

/** A body or an answer, as text whatever it says. */
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

/** The body of a delivery: its transcript as a dialogue, then all of it; of a large one the beginning, with a way to the rest. */
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
  if (body.cut && body.kind === 'text') {
    const all = button('action plain', 'Show all', () => {
      all.disabled = true;
      void getBody(id).then((answer) => {
        if ('error' in answer) about.textContent = answer.error;
        else {
          box.textContent = visible(answer.value);
          about.textContent = size(body.bytes);
          all.remove();
        }
      });
    });
    under.append(all);
  }
  return [...(body.kind === 'json' ? dialogue(body.text) : []), box, ...more, under];
};
