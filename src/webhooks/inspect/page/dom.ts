import { visible } from './visible.ts';

/** Returns the document's element with this id. Throws if page.html has another kind of element, which is a bug. */
export const byId = <T extends HTMLElement>(id: string, kind: new () => T): T => {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`page.html has no such ${id}`);
};

/** Creates an element. Texts are inserted as text, whatever they contain: the page never takes markup. */
export const make = <K extends keyof HTMLElementTagNameMap>(tag: K, name = '', text?: string): HTMLElementTagNameMap[K] => {
  const node = document.createElement(tag);
  if (name !== '') node.className = name;
  if (text !== undefined) node.textContent = visible(text);
  return node;
};

/** Creates an element with children. */
export const around = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  ...inside: ReadonlyArray<Node | string>
): HTMLElementTagNameMap[K] => {
  const node = make(tag, name);
  node.append(...inside);
  return node;
};

/** Creates a button with a click handler. */
export const button = (name: string, text: string, press: () => void): HTMLButtonElement => {
  const made = make('button', name, text);
  made.type = 'button';
  made.addEventListener('click', press);
  return made;
};
