/** The vendor's web pages. */
export const pages = {
  dashboard: 'https://boltcall.org/dashboard',
  docs: 'https://boltcall.org/api-documentation',
  keys: 'https://boltcall.org/dashboard/settings/api-keys',
} as const;
