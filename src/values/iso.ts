/** Formats a time (ms since 1970) as the API does, to the second: `2025-03-01T09:00:00Z`. */
export const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
