import type { Context } from '../../../cli/command/command.ts';
import { longTime } from '../../../output/format/time.ts';
import { iso } from '../../../values/iso.ts';
import { verify } from '../../../values/signature.ts';
import { headerOf, signatureHeader } from '../../../webhooks/headers.ts';
import { findLogged } from '../../../webhooks/log/find.ts';
import { loadDelivery } from '../../../webhooks/log/load.ts';
import { readLog } from '../../../webhooks/log/read.ts';
import { appSecrets } from '../../../webhooks/replay/app-secrets.ts';
import type { Claim } from '../../../webhooks/verify/verdict.ts';

/**
 * Returns the claim of a logged delivery and its id: the bytes and the signature that the app got, judged by the time it was
 * received. A signature that `listen` replaced counts if the secret fits that one. Without a typed secret, the likely secrets are
 * tried. Prints a note on what is checked. Fails like `findLogged`.
 */
export const loggedClaim = async (
  { settings, world, print }: Context,
  typed: string,
  typedSecret: string | undefined,
): Promise<{ readonly id: string; readonly claim: Omit<Claim, 'tolerance'> }> => {
  const logged = await findLogged(await readLog(settings.places, world), typed, { command: 'webhooks verify --delivery', view: print.view });
  const { delivery, resigned } = await loadDelivery(settings.places, logged);
  const { id, body, receivedAt: now } = delivery;
  const received = headerOf(delivery.headers, signatureHeader) ?? '';
  const forwarded = resigned ?? received;
  const secrets = await appSecrets(settings, world, typedSecret);
  const fitting = (signature: string) => secrets.find(({ value }) => verify(value, body, signature));
  const original = fitting(forwarded) === undefined && fitting(received) !== undefined;
  const signature = original ? received : forwarded;
  const { value: secret, from } = fitting(signature) ?? secrets[0];
  print.note(`Checked ${id} as received ${longTime(iso(now), print.view.zone, print.view.now)}, with the secret from ${from}.`);
  if (original) print.note('This is the original signature; `listen` re-signed the delivery for your app.');
  else if (forwarded !== received) print.note('This is the signature that `listen` gave it for your app.');
  return { id, claim: { secret, signature, body, now } };
};
