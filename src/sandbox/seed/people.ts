/** Names and numbers of the seeded workspace. */

export const given = [
  'Maria',
  'James',
  'Aisha',
  'Robert',
  'Elena',
  'David',
  'Grace',
  'Michael',
  'Sofia',
  'Daniel',
  'Hannah',
  'Omar',
  'Lucía',
  'Thomas',
  'Priya',
  'Karen',
  'Anthony',
  'Chloé',
  'Marcus',
  'Ingrid',
  'Samuel',
  'Yara',
  'Patrick',
  'Amara',
  'Kevin',
  'Björn',
  'Laura',
  'Diego',
  'Emily',
  'Joshua',
] as const;

export const family = [
  'Gomez',
  'Carter',
  'Rahman',
  'Whitfield',
  'Petrova',
  'Kim',
  'Okafor',
  'Sullivan',
  'Rossi',
  'Nguyen',
  'Weiss',
  'Haddad',
  'Fernández',
  'Brandt',
  'Patel',
  'Johnson',
  'Marino',
  'Lefèvre',
  'Bell',
  'Lindqvist',
  'Torres',
  'Mansour',
  'Doyle',
  'Mensah',
  'Walker',
  'Åkesson',
  'Schmidt',
  'Castillo',
  'Reed',
  'Cohen',
] as const;

/**
 * The newest leads, by place: many scripts, wide and combining characters, and characters that break CSV, so that display and export bugs show at
 * once.
 */
export const special: Readonly<Record<number, { name: string; phone: string; email: string | null }>> = {
  0: { name: 'Maria Gomez', phone: '+14155550133', email: 'maria.gomez@example.com' },
  2: { name: '田中太郎', phone: '+819012345678', email: 'tanaka.taro@example.jp' },
  4: { name: '👩‍👩‍👧 Ana Ruiz', phone: '+34612345678', email: 'ana.ruiz@example.es' },
  6: { name: 'Jose\u0301 Nun\u0303ez', phone: '+525512345678', email: 'jose.nunez@example.mx' },
  8: { name: 'فاطمة الزهراء', phone: '+971501234567', email: null },
  10: { name: '🫡 Sam Porter', phone: '+12125550147', email: 'sam.porter@example.com' },
  12: { name: '김민준', phone: '+821012345678', email: 'minjun.kim@example.kr' },
  14: { name: "O'Brien, Siobhán", phone: '+353861234567', email: 'siobhan.obrien@example.ie' },
  16: { name: 'Олена Шевченко', phone: '+380501234567', email: 'olena.shevchenko@example.ua' },
  18: { name: 'Dr. "Max" Müller-Lüdenscheidt', phone: '+4915112345678', email: 'max.mueller@example.de' },
};

const areas = [
  '201',
  '202',
  '206',
  '530',
  '213',
  '303',
  '305',
  '310',
  '312',
  '404',
  '509',
  '503',
  '512',
  '602',
  '612',
  '617',
  '619',
  '702',
  '713',
  '718',
  '720',
  '737',
  '747',
  '770',
  '773',
  '786',
  '801',
  '813',
  '816',
  '818',
  '832',
  '847',
  '901',
  '904',
  '913',
  '914',
  '917',
  '925',
  '949',
  '972',
] as const;

/**
 * Returns a unique number for each place. The first 4,000 come from the range reserved for fiction (555-01xx); larger workspaces need more than that
 * range has.
 */
export const phoneAt = (place: number): string => {
  const area = areas[place % areas.length] ?? '212';
  const rest = Math.floor(place / areas.length);
  return rest < 100
    ? `+1${area}55501${String(rest).padStart(2, '0')}`
    : `+1${area}${556 + (Math.floor(rest / 10_000) % 400)}${String(rest % 10_000).padStart(4, '0')}`;
};

const plain = new Map<string, string>();

/** Returns a name as part of an email address: lower-case letters without accents. */
const letters = (name: string): string => {
  const known =
    plain.get(name) ??
    name
      .normalize('NFD')
      .replace(/[^a-zA-Z]/g, '')
      .toLowerCase();
  plain.set(name, known);
  return known;
};

/** Returns the local part of an email address. */
export const mailbox = (first: string, last: string): string => `${letters(first)}.${letters(last)}`;
