import type { Detail } from '../wire.ts';
import { getBody } from './api.ts';
import { byId } from './dom.ts';

/** Edits a body before it is sent again. Typed text stays while the page is open, even after the listener ends. */
export interface Editor {
  open(detail: Detail): Promise<void>;
  close(): void;
  /** Returns the id of the delivery being edited. */
  editing(): string | undefined;
  /** Enables or disables sending. */
  connected(yes: boolean): void;
}

const wrongIn = (text: string): string => {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return `Not valid JSON: ${error instanceof Error ? error.message : 'it cannot be read'}`;
  }
};

export interface EditorOptions {
  readonly onSend: (id: string, body: string) => Promise<void>;
  /** Shows why a body cannot be edited. */
  readonly say: (text: string) => void;
}

export const createEditor = ({ onSend, say }: EditorOptions): Editor => {
  const form = byId('editor', HTMLFormElement);
  const draft = byId('draft', HTMLTextAreaElement);
  const wrong = byId('wrong', HTMLParagraphElement);
  const send = byId('send', HTMLButtonElement);
  const drafts = new Map<string, string>();
  let id: string | undefined;
  let online = true;

  const check = (): void => {
    const fault = wrongIn(draft.value);
    wrong.textContent = fault;
    draft.setAttribute('aria-invalid', String(fault !== ''));
    send.disabled = fault !== '' || !online;
  };
  const close = (): void => {
    form.hidden = true;
    id = undefined;
  };
  draft.addEventListener('input', () => {
    if (id !== undefined) drafts.set(id, draft.value);
    check();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (id === undefined || send.disabled) return;
    send.disabled = true;
    void onSend(id, draft.value).finally(check);
  });
  byId('cancel', HTMLButtonElement).addEventListener('click', () => {
    if (id !== undefined) drafts.delete(id);
    close();
    byId('edit', HTMLButtonElement).focus();
  });

  return {
    open: async (detail) => {
      let text = drafts.get(detail.id) ?? detail.body.text;
      if (!drafts.has(detail.id) && detail.body.cut && detail.body.kind === 'text') {
        const whole = await getBody(detail.id);
        if ('error' in whole) return say(whole.error);
        text = whole.value;
      }
      if (detail.body.kind === 'binary' || detail.body.kind === 'empty' || (!drafts.has(detail.id) && wrongIn(text) !== ''))
        return say('Only JSON bodies can be edited.');
      id = detail.id;
      draft.value = text;
      form.hidden = false;
      check();
      draft.focus();
      draft.setSelectionRange(0, 0);
    },
    close,
    editing: () => id,
    connected: (yes) => {
      online = yes;
      check();
    },
  };
};
