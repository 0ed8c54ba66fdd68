import type { Detail, Refused, Rows, SampleSent, Sent } from '../wire.ts';

const token = document.body.dataset['token'] ?? '';

/** The result of a request: a value, or why there is none. */
export type Answer<T> = { readonly value: T } | Refused;

const gone: Refused = { error: 'The listener is not responding', hint: 'Start `boltcall listen --inspect` again.' };

const refusal = async (response: Response): Promise<Refused> => {
  try {
    const value: Refused = await response.json();
    return value;
  } catch {
    return { error: `The listener answered ${response.status}` };
  }
};

const request = async <T>(path: string, read: (response: Response) => Promise<T>, init?: RequestInit): Promise<Answer<T>> => {
  try {
    const response = await fetch(path, init);
    return response.ok ? { value: await read(response) } : await refusal(response);
  } catch {
    return gone;
  }
};
const json = <T>(response: Response): Promise<T> => response.json();
const post = <T>(path: string, body: string): Promise<Answer<T>> =>
  request<T>(path, json, { method: 'POST', headers: { 'X-Boltcall-Inspect': token, 'Content-Type': 'application/json' }, body });

/** Which rows to list: those that match a text, failed ones, or those older or newer than a place in the list. */
export interface Wanted {
  readonly query: string;
  readonly failed: boolean;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export const getRows = ({ query, failed, before, after }: Wanted): Promise<Answer<Rows>> => {
  const asked = new URLSearchParams();
  if (query !== '') asked.set('q', query);
  if (failed) asked.set('failed', '');
  if (before !== undefined) asked.set('before', before);
  if (after !== undefined) asked.set('after', after);
  return request<Rows>(`rows?${asked}`, json);
};

export const bodyPath = (id: string): string => `deliveries/${encodeURIComponent(id)}/body`;
const text = (response: Response): Promise<string> => response.text();

export const getDetail = (id: string): Promise<Answer<Detail>> => request<Detail>(`deliveries/${encodeURIComponent(id)}`, json);
export const getBody = (id: string): Promise<Answer<string>> => request(bodyPath(id), text);
export const getCopy = (id: string, as: 'curl' | 'fixture'): Promise<Answer<string>> => request(`deliveries/${encodeURIComponent(id)}/${as}`, text);
export const replay = (id: string): Promise<Answer<Sent>> => post(`deliveries/${encodeURIComponent(id)}/replay`, '');
export const replayEdited = (id: string, body: string): Promise<Answer<Sent>> => post(`deliveries/${encodeURIComponent(id)}/edited`, body);
export const sendSample = (event: string): Promise<Answer<SampleSent>> => post(`samples/${encodeURIComponent(event)}`, '');
