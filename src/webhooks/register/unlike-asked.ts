import { isObject, isText, isTexts } from '../../values/json.ts';

/** What was requested; the response repeats it if the service did it. */
interface Asked {
  readonly events?: unknown;
  readonly secret?: unknown;
}

/** Returns how a registered webhook differs from the request, one sentence each. The response is what counts. */
export const unlikeAsked = (answer: unknown, { events, secret }: Asked): string[] => {
  const given = isObject(answer) ? answer : {};
  const made = given['events'];
  const missing = isTexts(events) && isTexts(made) && made.length > 0 ? events.filter((name) => !made.includes(name)) : [];
  const signs = given['secret'];
  return [
    ...(missing.length > 0 ? [`Boltcall did not register every event you asked for; it will not send ${missing.join(', ')}.`] : []),
    ...(!isText(signs) || signs === '' ? ['Boltcall returned no secret: its deliveries may be unsigned.'] : []),
    ...(isText(secret) && isText(signs) && signs !== '' && signs !== secret
      ? ['Boltcall signs with its own secret, not with the one you gave: verify with the one in its response.']
      : []),
  ];
};
