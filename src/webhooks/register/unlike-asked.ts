import { isObject, isText, isTexts } from '../../values/json.ts';

/** What was asked for, and is in the answer too where the service did it. */
interface Asked {
  readonly events?: unknown;
  readonly secret?: unknown;
}

/** How a webhook that was registered differs from what was asked for, one sentence each: the answer is what counts. */
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
