import type { Context, Given } from '../../../cli/command/command.ts';
import { numberOf, textOf } from '../../../cli/command/given.ts';
import type { Way } from '../../../webhooks/tunnels/requirements.ts';
import type { Via } from '../../../webhooks/via.ts';

/** How deliveries come in: as typed or set, found on this machine, or asked for on a terminal. */
export const wayOf = async (context: Context, given: Given): Promise<Way> => {
  const { chooseVia } = await import('../../../webhooks/tunnels/choose.ts');
  const { settings, world, ask, print } = context;
  const option = textOf(given, 'via');
  const url = textOf(given, 'public_url');
  const ssh = textOf(given, 'ssh');
  const sshRemotePort = numberOf(given, 'ssh_remote_port');
  const port = numberOf(given, 'port');
  const {
    notes,
    from: _,
    ...way
  } = await chooseVia({
    world,
    ask,
    sandbox: settings.sandbox,
    baseUrl: settings.baseUrl.value,
    keep: (via) => keepVia(context, via),
    ...(option === undefined ? {} : { option }),
    ...(settings.via === undefined ? {} : { setting: settings.via }),
    ...(url === undefined ? {} : { publicUrl: new URL(url) }),
    ...(ssh === undefined ? {} : { ssh }),
    ...(sshRemotePort === undefined ? {} : { sshRemotePort }),
    ...(port === undefined ? {} : { port }),
  });
  for (const note of notes) print.note(note);
  return way;
};

const keepVia = async ({ settings, print }: Context, via: Via): Promise<void> => {
  const { changeStore } = await import('../../../profiles/store.ts');
  const name = settings.profile.value;
  await changeStore(
    settings.places,
    (store) => ({ ...store, profiles: { ...store.profiles, [name]: { ...store.profiles[name], via } } }),
    print.note,
  );
};
