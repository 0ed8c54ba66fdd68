/** The headings that people, spreadsheets and CRMs use for columns, in common languages. */

/** What a heading can be about. */
export type About = 'phone' | 'email' | 'name' | 'first' | 'last' | 'source' | 'tags';

/** Returns words without case, accents and punctuation: `E-Mail-Adresse` and `eMail adresse` become `e mail adresse`. */
export const plainWords = (heading: string): string =>
  heading
    .replace(/\p{Cf}/gu, '')
    // fullName, FullName
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/ß/g, 'ss')
    .replace(/đ/g, 'd')
    .replace(/ı/g, 'i')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The same without parenthesized text: `Telefon (privat)` becomes `telefon`. */
const plainHeading = (heading: string): string => plainWords(heading.replace(/[([{][^)\]}]*[)\]}]/g, ' '));

const phone =
  /\btele[fpm]|\b(?:phones?|tele?|tlf|mobil[eo]?|cell|cellulare?|cellphone|handy|msisdn|whats ?app|rufnummer|festnetz|celular|movil|portable|gsm|hp|ponsel|komorka|dien thoai|phone(?:no|num|number|1)|mobile(?:no|phone|number)|contact (?:no|number)|numero|nummer|number)\b|(?:handy|mobil|ruf|puhelin|phone)(?:nummer|nr|numero|nro)?\b|телефон|мобильн|мобільн|電話|携帯|电话|手机|手機|전화|휴대|핸드폰|τηλεφων|κινητο|טלפון|נייד|هاتف|جوال|موبايل|फोन|โทร/u;
const email =
  /\b(?:e ?mail|e ?mails|mail|correo|courriel|mel|posta elettronica|sahkoposti|e ?post|epost|eposta|e ?posta|poczta|emailaddress)\b|mailadresse|почт|メール|邮箱|邮件|電郵|郵箱|이메일|البريد|דוא|ηλεκτρονικ/u;
const first =
  /^(?:(?:customer|contact|lead|client|billing|shipping) )?(?:first ?name|given ?name|f ?name|first|forename|vorname|prenom|primer nombre|nombre de pila|primeiro nome|voornaam|fornavn|fornamn|etunimi|imie|jmeno|keresztnev|имя|імя|名|名字)$/u;
const last =
  /^(?:(?:customer|contact|lead|client|billing|shipping) )?(?:last ?name|family ?name|l ?name|last|surname|nachname|familienname|zuname|nom de famille|apellidos?|cognome|sobrenome|apelido|achternaam|etternavn|efternavn|efternamn|sukunimi|nazwisko|prijmeni|vezeteknev|soyad|soyadi|soyisim|фамилия|прізвище|姓|苗字)$/u;
const name =
  /^(?:name|names|full ?name|fullname|display ?name|your name|complete name|(?:customer|contact|lead|client|person|patient|guest|member|billing|shipping|subscriber|account) ?name|(?:customer|contact|lead|client|patient|guest|person)|nombre|nombres|nombre (?:completo|y apellidos?)|nom|nom complet|nom et prenom|nome|nome completo|nome e cognome|vollstandiger name|voller name|kundenname|vor und nachname|naam|volledige naam|navn|fullt navn|namn|nimi|nazwa|imie i nazwisko|jmeno a prijmeni|nev|teljes nev|isim|ad soyad|adi soyadi|nume|ho ten|ho va ten|nama|nama lengkap|имя и фамилия|фио|имя|імя|піб|ονομα|ονοματεπωνυμο|שם|שם מלא|الاسم|اسم|氏名|名前|お名前|姓名|名字|이름|성명|नाम|ชื่อ)$/u;
const source =
  /^(?:(?:lead |original |traffic )?source|utm source|origin|herkunft|quelle|fuente|origen|origem|fonte|bron|kalla|kilde|zrodlo|источник|джерело|来源|來源|流入元)$/u;
const tags =
  /^(?:tags?|labels?|contact tags|etiquetas?|etiquettes?|schlagworter?|schlagworte|etichette?|etiketten?|taggar|znaczniki|tagi|теги|метки|标签|標籤|タグ|태그)$/u;

/** Words for a column that goes with a number or an email but is not one: its type, country, or consent. */
const beside =
  /\b(?:type|typ|tipo|label|labels|ext|extension|country|code|codes|prefix|fax|opt|consent|verified|valid|status|date|time|subscribed|marketing|notes?|count|count|id|ids|order|invoice|account|customer number|house|street|zip|postal|vat|tax|agent|caller|bounced?|domain|extn|durchwahl)\b|факс|ファックス|传真/u;

/** Headings for numbers that are not phone numbers unless another word says so. */
const bareNumber = /^(?:numero|nummer|number|(?:contact )?(?:no|number))$/;
const weakNumber = /\b(?:numero|nummer|number)\b/;

/** Returns what a heading is about; undefined if none of these. */
export const aboutOf = (heading: string): About | undefined => {
  const plain = plainHeading(heading);
  if (plain === '') return undefined;
  if (tags.test(plain)) return 'tags';
  if (source.test(plain)) return 'source';
  if (!beside.test(plain)) {
    if (email.test(plain)) return 'email';
    if (
      phone.test(plain) &&
      (bareNumber.test(plain) || phone.test(plain.replace(new RegExp(weakNumber, 'g'), ' ')) || /^contact (?:no|number)$/.test(plain))
    )
      return 'phone';
  }
  if (first.test(plain) && !/^имя|^名字$|^імя/u.test(plain)) return 'first';
  if (last.test(plain)) return 'last';
  if (name.test(plain)) return 'name';
  return undefined;
};

/** Returns whether a heading for whole names means a first name when it is beside a column of last names. */
export const givenToo = (heading: string): boolean =>
  /^(?:name|nombres?|nom|nome|naam|navn|namn|nume|jmeno|nimi|имя|імя|名字)$/u.test(plainHeading(heading));

/** How likely a column reaches people, best first: a mobile number before an office number. */
const ranks: readonly RegExp[] = [
  /^(?:phone|telefon|telefono|telephone|telefone|telefoon)(?: (?:number|no))?$/,
  /mobil|cell|movil|handy|portable|whatsapp|gsm|携帯|手机|手機|휴대/u,
  /primary|main|default|\b1\b/,
];
const seldom = /work|business|office|company|home|other|second|alt|\b[2-9]\b|buro|firma|geschaft|trabajo|bureau/;

/** Returns the best of several columns that are about the same thing. */
export const likeliest = (headings: readonly string[]): string | undefined => {
  const rank = (heading: string): number => {
    const plain = plainHeading(heading);
    const at = ranks.findIndex((pattern) => pattern.test(plain));
    return (at < 0 ? ranks.length : at) + (seldom.test(plain) ? 10 : 0);
  };
  return [...headings].sort((one, other) => rank(one) - rank(other))[0];
};
