import { isObject } from '../../values/json.ts';

const hidden = '[hidden]';

/** Members of a request that contain secrets. */
const secretName = /^(?:secret|signing_secret|api_?key|token|access_token|password)$/i;

/** Returns a value as in JSON, with the texts in its secret members hidden. */
export const withoutSecretMembers = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSecretMembers);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      secretName.test(name) && typeof member === 'string' ? hidden : withoutSecretMembers(member),
    ]),
  );
};
