import { expect, test } from 'vitest';
import { sandboxHere } from './sandbox.ts';

test('a sandbox in the test’s own process answers a key of the right form, and is gone when closed', async () => {
  const { env, sandbox } = await sandboxHere({ seed: 7 });
  const ask = (key: string) => fetch(`${env.BOLTCALL_BASE_URL}/agents`, { headers: { authorization: `Bearer ${key}` } });
  expect((await ask(env.BOLTCALL_API_KEY)).status).toBe(200);
  expect((await ask('nonsense')).status).toBe(401);
  await sandbox.close();
  await expect(ask(env.BOLTCALL_API_KEY)).rejects.toThrow();
});
