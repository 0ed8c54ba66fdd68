import { expect, test } from 'vitest';
import { createOutlet } from '../../../../src/webhooks/render/outlet.ts';
import { gate } from '../../../support/gate.ts';

test('what a slow reader has not read is held back up to a limit; what is more is dropped and counted', async () => {
  const { opened, open } = gate();
  const sent: string[] = [];
  const outlet = createOutlet(
    async (text) => {
      sent.push(text);
      await opened;
    },
    () => {},
    10,
  );
  outlet.write('first ');
  await Promise.resolve();
  for (let number = 0; number < 1_000; number++) outlet.write('123456');
  expect(outlet.dropped()).toBe(998);
  open();
  await outlet.flush();
  expect(sent).toEqual(['first ', '123456123456']);
  outlet.write('again');
  await outlet.flush();
  expect([sent.at(-1), outlet.dropped()]).toEqual(['again', 998]);
});
