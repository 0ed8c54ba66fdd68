import type { Chip, Row } from '../wire.ts';
import { around, button, make } from './dom.ts';
import { clock, visible } from './visible.ts';

/** A row on the page. It is changed where it stands: nothing around it moves. */
export interface RowView {
  readonly item: HTMLLIElement;
  readonly row: () => Row;
  update(row: Row): void;
  /** Marks it as the one that is open. */
  mark(open: boolean): void;
  /** Whether the Tab key stops here: at one row of the list, and at its Replay. */
  stop(here: boolean): void;
  focus(): void;
}

/** Shows a chip. */
export const setChip = (chip: HTMLElement, { text, kind }: Chip): void => {
  chip.className = `chip ${kind}`;
  chip.textContent = visible(text);
};

/** How a delivery is called. */
export const titleOf = ({ event }: Pick<Row, 'event'>): string => {
  const name = event ?? 'no event name';
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
};

export const rowView = (first: Row, open: () => void, replay: () => void): RowView => {
  let row = first;
  const chip = make('span');
  // A name may be cut short, an id never.
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
