import type { Context } from '../../../cli/command/command.ts';
import type { Way } from '../../../webhooks/tunnels/requirements.ts';
import type { Via } from '../../../webhooks/via.ts';
import type { ListenOptions } from './options.ts';

/** Returns how deliveries arrive: as typed or configured, as detected on this machine, or as chosen at a prompt. */
export const wayOf = async (context: Context, { via, publicUrl, ssh, sshRemotePort, port }: ListenOptions): Promise<Way> => {
  const { chooseVia } = await import('../../../webhooks/tunnels/choose.ts');
  const { settings, world, ask, print } = context;
  const {
    notes,
    from: _,
    ...way
  } = await chooseVia({
    world,
    ask,
    sandbox: settings.sandbox,
    baseUrl: settings.baseUrl.value,
    keep: (chosen) => keepVia(context, chosen),
    ...(via === undefined ? {} : { option: via }),
    ...(settings.via === undefined ? {} : { setting: settings.via }),
    ...(publicUrl === undefined ? {} : { publicUrl: new URL(publicUrl) }),
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
