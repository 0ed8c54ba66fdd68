const scripts: ReadonlyArray<readonly [language: string, letters: RegExp]> = [
  ['ja', /[\p{sc=Hiragana}\p{sc=Katakana}]/gu],
  ['ko', /\p{sc=Hangul}/gu],
  ['zh', /\p{sc=Han}/gu],
  ['ru', /\p{sc=Cyrillic}/gu],
  ['ar', /\p{sc=Arabic}/gu],
  ['he', /\p{sc=Hebrew}/gu],
  ['el', /\p{sc=Greek}/gu],
  ['hi', /\p{sc=Devanagari}/gu],
  ['th', /\p{sc=Thai}/gu],
];

/** Short words that are frequent in one of these languages and rare in the others. */
const words: Readonly<Record<string, string>> = {
  en: 'the and you is are for have that this with would what can your it how will my we to of yes please thank thanks hello i not when at on',
  es: 'el los las que qué por una para con le me su gracias hola usted buenos buenas días sí cita muy bien quiero está cómo llamo del y en mi a las tengo puedo',
  fr: 'le les des une est vous je pour avec bonjour merci oui nous votre dans pas mon que et sur plaît rendez à bien au du',
  de: 'der die das und ist ich sie ein eine für mit nicht guten danke ja wir bitte haben ihnen kann einen termin auf zu wie mein',
  pt: 'os uma não para com você obrigado obrigada olá bom dia sim por meu está eu o que em do da posso gostaria muito',
  it: 'il gli una che per con buongiorno grazie sono non lei è di vorrei mio la bene ho un le a della prego',
};
const known = Object.entries(words).map(([language, list]) => [language, new Set(list.split(' '))] as const);

/**
 * Returns the most likely language of a text, as two letters; undefined if uncertain. Uses the script and, for some languages in Latin script,
 * frequent short words.
 */
export const languageOf = (text: string): string | undefined => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  for (const [language, script] of scripts) if ((text.match(script)?.length ?? 0) > letters / 4) return language;
  const spoken = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const [first, second] = known
    .map(([language, list]) => ({ language, hits: spoken.filter((word) => list.has(word)).length }))
    .sort((a, b) => b.hits - a.hits);
  // Names and single words are not enough to decide.
  return first !== undefined && first.hits >= 3 && first.hits > (second?.hits ?? 0) * 1.3 ? first.language : undefined;
};

/** Returns `Spanish` for `es`. */
export const languageName = (language: string): string => new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? language;
