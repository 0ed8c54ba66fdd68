import { writeJson } from '../../values/exact-json.ts';

const hidden = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Returns a value as JSON, without a trailing newline. JSON already escapes C0; this also escapes DEL, C1, bidi controls and the two line separators:
 * the same value to every parser, and safe for terminals and for programs that split lines.
 */
export const toJson = (value: unknown, indent = 0): string => writeJson(value, indent).replace(hidden, escaped);
