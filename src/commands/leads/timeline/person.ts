import type { Context } from '../../../cli/command/command.ts';
import { rowOf } from '../../../cli/operation/row.ts';
import type { Item } from '../../../client/client.ts';
import { operations } from '../../../resources/index.ts';
import { readPhone } from '../../../values/phone.ts';

/** Who is meant by what was typed. */
export type Who = { readonly by: 'id' | 'phone' | 'email'; readonly value: string };

/** The leads of one person, usually one, and the numbers that calls are found by. */
export interface Person {
  readonly leads: ReadonlyArray<{ readonly id: string; readonly name?: string | undefined; readonly phone?: string | undefined }>;
  readonly numbers: readonly string[];
}

export const digits = (number: string): string => number.replace(/\D/g, '');

/** Reads an id, a number or an e-mail address. Fails with `usage` for a number that is none. */
export const whoIs = async (typed: string, { settings }: Context): Promise<Who> => {
  if (typed.includes('@')) return { by: 'email', value: typed.trim().toLowerCase() };
  if (!/^[+\d][\d\s().\-/]*$/.test(typed)) return { by: 'id', value: typed };
  return { by: 'phone', value: await readPhone(typed, 'person', settings.region ? { region: settings.region.value } : {}) };
};

/** The leads among these that are the person. */
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
