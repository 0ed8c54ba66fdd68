import type { Chip, Row } from '../wire.ts';
import { around, button, make } from './dom.ts';
import { clock, visible } from './visible.ts';

/** A row on the page. It is updated in place, so that nothing around it moves. */
export interface RowView {
  readonly item: HTMLLIElement;
  readonly row: () => Row;
  update(row: Row): void;
  /** Marks it as the open row. */
  mark(open: boolean): void;
  /** Sets whether the Tab key stops at this row and its Replay button: it stops at one row of the list. */
  stop(here: boolean): void;
  focus(): void;
}

export const setChip = (chip: HTMLElement, { text, kind }: Chip): void => {
  chip.className = `chip ${kind}`;
  chip.textContent = visible(text);
};

/** Returns the title of a delivery. */
export const titleOf = ({ event }: Pick<Row, 'event'>): string => {
  const name = event ?? 'no event name';
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
};

export const rowView = (first: Row, open: () => void, replay: () => void): RowView => {
  let row = first;
  const chip = make('span');
  // A name may be truncated, an id never.
  const about = around('span', 'about', make('span', 'who', row.who ?? ''), make('span', '', row.subject ?? (row.who === null ? row.id : '')));
  const main = button('row', '', open);
  main.append(make('span', 'time', clock(row.time, Date.now())), make('span', 'event', titleOf(row)), chip, about);
  const again = button('action plain again', 'Replay', replay);
  again.setAttribute('aria-label', visible(`Replay ${titleOf(row)}`));
  const item = around('li', '', main, again);
  setChip(chip, row.chip);
  return {
    item,
    row: () => row,
    update: (next) => {
      row = next;
      setChip(chip, row.chip);
    },
    mark: (isOpen) => {
      if (isOpen) main.setAttribute('aria-current', 'true');
      else main.removeAttribute('aria-current');
    },
    stop: (here) => {
      main.tabIndex = here ? 0 : -1;
      again.tabIndex = here ? 0 : -1;
    },
    focus: () => {
      main.focus({ preventScroll: true });
      item.scrollIntoView({ block: 'nearest' });
    },
  };
};
