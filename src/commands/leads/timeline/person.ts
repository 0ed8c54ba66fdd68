import type { Context } from '../../../cli/command/command.ts';
import { rowOf } from '../../../cli/operation/row.ts';
import type { Item } from '../../../client/client.ts';
import { operations } from '../../../resources/index.ts';
import { readPhone } from '../../../values/phone.ts';

/** How the typed value identifies a person. */
export type Who = { readonly by: 'id' | 'phone' | 'email'; readonly value: string };

/** The leads of one person, usually one, and the numbers used to find calls. */
export interface Person {
  readonly leads: ReadonlyArray<{ readonly id: string; readonly name?: string | undefined; readonly phone?: string | undefined }>;
  readonly numbers: readonly string[];
}

export const digits = (number: string): string => number.replace(/\D/g, '');

/** Parses an id, a phone number or an email address. Fails with `usage` for an invalid number. */
export const whoIs = async (typed: string, { settings }: Context): Promise<Who> => {
  if (typed.includes('@')) return { by: 'email', value: typed.trim().toLowerCase() };
  if (!/^[+\d][\d\s().\-/]*$/.test(typed)) return { by: 'id', value: typed };
  return { by: 'phone', value: await readPhone(typed, 'person', settings.region ? { region: settings.region.value } : {}) };
};

/** Returns the leads in the list that belong to the person. */
export const personOf = (who: Who, leads: readonly Item[]): Person => {
  const found = leads.flatMap((item) => {
    const { id, name, phone, email } = rowOf(operations.leads.list.output.row, item);
    const same =
      who.by === 'id' ? id === who.value : who.by === 'email' ? email?.toLowerCase() === who.value : phone && digits(phone) === digits(who.value);
    return id !== undefined && same ? [{ id, name, phone }] : [];
  });
  const numbers = [...(who.by === 'phone' ? [who.value] : []), ...found.flatMap(({ phone }) => phone ?? [])];
  return { leads: found, numbers: [...new Set(numbers.map(digits))].filter(Boolean) };
};
