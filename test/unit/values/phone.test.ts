import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPhone } from '../../../src/values/phone.ts';

describe('a number typed with its country code', () => {
  test.each([
    ['plain', '+14155550133', '+14155550133'],
    ['with separators', '+1 (415) 555-0133', '+14155550133'],
    ['with dots', '+1.415.555.0133', '+14155550133'],
    ['with odd dashes and spaces', '+1\u00a0415\u2011555\u22120133', '+14155550133'],
    ['with its plus in brackets', '(+1) 415 555 0133', '+14155550133'],
    ['of 00', '0049 30 901820', '+4930901820'],
    ['of 00 in a plan of its own', '00800 1234 5678', '+80012345678'],
    ['with a trunk zero', '+44 (0)20 7946 0958', '+442079460958'],
    ['with a trunk zero that is not in brackets', '+44 020 7946 0958', '+442079460958'],
    ['with a trunk zero where there is none', '+45 (0)32 12 34 56', '+4532123456'],
    ['with two trunk digits', '+52 (01) 55 1234 5678', '+525512345678'],
    ['with a trunk eight', '+7 (8) 495 123-45-67', '+74951234567'],
    ['with a trunk zero in a short number', '+49 (0)30 901820', '+4930901820'],
    ['of Italy, whose zero stays', '+39 06 698 12345', '+390669812345'],
    ['of Italy, whose zero stays though it is in brackets', '+39 (0)6 698 12345', '+390669812345'],
    ['of San Marino', '+378 (0549) 886377', '+3780549886377'],
    ['with direction marks around', '\u202a+1\u200e4155550133\u202c', '+14155550133'],
    ['with a word joiner, a soft hyphen and zero-width spaces within', '+1\u2060415\u00ad555\u200b0133', '+14155550133'],
    ['with a byte-order mark and a line end', '\ufeff+14155550133\r\n', '+14155550133'],
    ['with an apostrophe for a spreadsheet', "'+14155550133", '+14155550133'],
    ['with a typographic apostrophe', '\u2019+14155550133', '+14155550133'],
    ['as a formula for a spreadsheet', '="+14155550133"', '+14155550133'],
    ['as an address', 'tel:+1-415-555-0133', '+14155550133'],
    ['as another address', 'whatsapp:+14155550133', '+14155550133'],
    ['in full-width characters', '\uff0b\uff11\u3000\uff14\uff11\uff15\uff0d\uff15\uff15\uff15\uff0d\uff10\uff11\uff13\uff13', '+14155550133'],
    ['in Arabic digits', '+\u0661\u0664\u0661\u0665\u0665\u0665\u0665\u0660\u0661\u0663\u0663', '+14155550133'],
    ['as a decimal number', '+14155550133.0', '+14155550133'],
  ])('%s', async (_, typed, wanted) => expect(await readPhone(typed, '--to')).toBe(wanted));

  test.each([
    ['+1415555', 'wrong length'],
    ['+1555000111', 'wrong length'],
    ['+123456789012345', 'wrong length'],
    ['+99912345678', 'unknown country code'],
    ['+12', 'unknown country code'],
    ['+1', 'unknown country code'],
    ['0012', 'no country code'],
  ])('%s is refused: %s', async (typed, why) => {
    await expect(readPhone(typed, '--to')).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(why) });
  });

  test('that nobody has is taken, and noted', async () => {
    const notes: string[] = [];
    expect(await readPhone('+15551234567', '--to', { note: (line) => void notes.push(line) })).toBe('+15551234567');
    expect(await readPhone('+14155550133', '--to', { note: (line) => void notes.push(line) })).toBe('+14155550133');
    expect(notes).toEqual(['--to: +15551234567 has the right length, but is not assigned in its country']);
  });

  test('is the same however its separators are', async () => {
    const separator = fc.constantFrom('', ' ', '.', '-', '\u00a0', '\u200b', '\u2013');
    await fc.assert(
      fc.asyncProperty(fc.array(separator, { minLength: 11, maxLength: 11 }), async (between) => {
        const typed = `+${[...'14155550133'].map((digit, at) => digit + (between[at] ?? '')).join('')}`;
        expect(await readPhone(typed, '--to')).toBe('+14155550133');
      }),
    );
  });
});

describe('a number typed without', () => {
  test.each([
    ['(415) 555-0133', 'US', '+14155550133'],
    ['020 7946 0958', 'gb', '+442079460958'],
    ['44 (0)20 7946 0958', 'GB', '+442079460958'],
    ['030 1234567', 'DE', '+49301234567'],
    ['0014155550133', 'DE', '+14155550133'],
    ['0049 30 901820', 'US', '+4930901820'],
    ['011 49 30 901820', 'US', '+4930901820'],
    ['06 12345678', 'IT', '+390612345678'],
  ])('%s of %s', async (typed, region, wanted) => expect(await readPhone(typed, '--to', { region })).toBe(wanted));

  test.each([
    ['0612345678', 'US'],
    ['1234567890', 'US'],
    ['5550133', 'US'],
    ['0015', 'US'],
    ['123', 'DE'],
    ['4155550133', 'ZZ'],
    ['4155550133', 'USA'],
    ['1-800-FLOWERS', 'US'],
    ['415 555 0133 ext 5', 'US'],
  ])('%s of %s is refused, not guessed', async (typed, region) => {
    await expect(readPhone(typed, '--to', { region })).rejects.toMatchObject({ kind: 'usage' });
  });

  test.each(['', ' ', '+', '+1415CALLME', '007', '15551234567', 'abc', '++12', '+1+2'])('%j is refused with the form wanted', async (typed) => {
    await expect(readPhone(typed, '--to')).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('--to'),
      details: { hint: expect.stringContaining('+14155550133') },
    });
  });
});

test.each([
  ['+1415\u203d5550133', '--to: `+1415<U+203D>5550133` may contain only digits after the +'],
  ['\u200b', '--to: `<U+200B>` is empty'],
  ['5.55E+09', '--to: `5.55E+09` was shortened by a spreadsheet, and its digits are lost; format the column as text there and export it again'],
  ['1,41556E+10', '--to: `1,41556E+10` was shortened by a spreadsheet, and its digits are lost; format the column as text there and export it again'],
  ['#NAME?', '--to: `#NAME?` is a spreadsheet error, not a phone number; format the column as text there and export it again'],
  ['#########', '--to: `#########` is a spreadsheet error, not a phone number; format the column as text there and export it again'],
  ['+1 415 555 0133 ::: +1 415 555 0134', '--to: `+1 415 555 0133 ::: +1 415 555 0134` is more than one phone number'],
  ['+49 30 901820/21', '--to: `+49 30 901820/21` is more than one phone number'],
  ['tel:+14155550133;ext=5', '--to: `tel:+14155550133;ext=5` has an extension, which cannot be dialed'],
])('%j is refused in words that say what it is', async (typed, message) => {
  await expect(readPhone(typed, '--to')).rejects.toMatchObject({ message });
});

describe('a number that cannot be called', () => {
  test('is taken for a lead, with a warning', async () => {
    const warned: string[] = [];
    const how = { region: 'US', warn: (line: string) => void warned.push(line) };
    expect(await readPhone('+99912345678', 'phone', how, 'noted')).toBe('+99912345678');
    expect(await readPhone('0612345678', 'phone', how, 'noted')).toBe('0612345678');
    expect(warned).toEqual([
      'phone: `+99912345678` is not a possible phone number (unknown country code), and is sent as `+99912345678`',
      'phone: `0612345678` is not a valid US phone number, and is sent as `0612345678`',
    ]);
    await expect(readPhone('5.55E+09', 'phone', how, 'noted')).rejects.toMatchObject({ kind: 'usage' });
  });

  test('is taken by a filter without a word', async () => {
    expect(await readPhone('+12', '--phone', {}, 'unchecked')).toBe('+12');
    expect(await readPhone('555 0133', '--phone', {}, 'unchecked')).toBe('5550133');
  });

  test('is let through where that is asked for, and that is named where it is not', async () => {
    await expect(readPhone('+1415555', '--to', { unusual: 'refused' })).rejects.toMatchObject({
      details: { hint: expect.stringContaining('--allow-unusual-number') },
    });
    for (const [typed, sent] of [
      ['+1415555', '+1415555'],
      ['12345', '12345'],
      ['1-800-FLOWERS', '1-800-FLOWERS'],
    ] as const)
      expect(await readPhone(typed, '--to', { unusual: 'allowed' })).toBe(sent);
  });
});
