import { visible } from './visible.ts';

/** The element of the document with this id. Throws where page.html has another kind, which only a mistake of ours can bring. */
export const byId = <T extends HTMLElement>(id: string, kind: new () => T): T => {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`page.html has no such ${id}`);
};

/** A new element. Texts go in as text, whatever they say: nothing here or elsewhere on the page takes markup. */
export const make = <K extends keyof HTMLElementTagNameMap>(tag: K, name = '', text?: string): HTMLElementTagNameMap[K] => {
  const node = document.createElement(tag);
  if (name !== '') node.className = name;
  if (text !== undefined) node.textContent = visible(text);
  return node;
};

/** An element with others in it. */
export const around = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  ...inside: ReadonlyArray<Node | string>
): HTMLElementTagNameMap[K] => {
  const node = make(tag, name);
  node.append(...inside);
  return node;
};

/** A button that does something. */
export const button = (name: string, text: string, press: () => void): HTMLButtonElement => {
  const made = make('button', name, text);
  made.type = 'button';
  made.addEventListener('click', press);
  return made;
};
