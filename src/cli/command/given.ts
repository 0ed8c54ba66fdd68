import type { Given } from './command.ts';

/** Typed looks at what was typed; each gives undefined (or an empty list) where it was not. Values were checked by their field. */
export const textOf = (given: Given, name: string): string | undefined => {
  const value = given.values[name];
  return typeof value === 'string' ? value : undefined;
};

export const numberOf = (given: Given, name: string): number | undefined => {
  const value = given.values[name];
  return typeof value === 'number' ? value : undefined;
};

export const flagOf = (given: Given, name: string): boolean => given.values[name] === true;

export const listOf = (given: Given, name: string): readonly string[] => {
  const value = given.values[name];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
};

/** The word of an argument that takes one. */
export const wordOf = (given: Given, name: string): string | undefined => {
  const value = given.words[name];
  return typeof value === 'string' ? value : undefined;
};

/** The words of an argument that repeats, each once: what is named twice is not done twice. */
export const wordsOf = (given: Given, name: string): readonly string[] => {
  const value = given.words[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : [...new Set(value)];
};
