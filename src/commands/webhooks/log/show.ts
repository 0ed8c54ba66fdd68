import { argument } from '../../../cli/command/argument.ts';
import { defineCommand } from '../../../cli/command/command.ts';
import { flag, option } from '../../../cli/command/option.ts';
import { choice, column } from '../../../resources/resource.ts';
import type { Loaded } from '../../../webhooks/log/load.ts';
import { deliveryId } from './filter-options.ts';

const columns = [
  column('id', 'id'),
  column('time', 'time'),
  column('event'),
  column('subject', 'id'),
  column('who'),
  column('verified'),
  column('repeat_of', 'id', 'DUPLICATE OF'),
  column('profile'),
  column('method'),
  column('path'),
  column('bytes', 'number'),
  column('answered', 'number'),
  column('failed'),
];

export const command = defineCommand({
  columns,
  arguments: { id: argument(deliveryId, { resource: 'deliveries' }) },
  options: {
    body: flag('print only the body, byte for byte'),
    as: option('form', choice('print a curl command, an .http request, or a fixture for `boltcall trigger`', ['curl', 'http', 'fixture']), {
      conflicts: ['body'],
    }),
  },
  examples: ['webhooks log show last', 'webhooks log show last --body', 'webhooks log show last --as curl', 'webhooks log show last --as fixture'],
  detail:
    'An id is that of a delivery (dlv_…) or of what it is about (call_…, lead_…); its beginning or a unique part is enough. If several deliveries match, they are listed.\n\n--as curl and --as http send the same bytes, headers and signature as `listen` did, to the same target, or to http://localhost:3000 if there was none. --as fixture keeps event and data; `boltcall trigger --fixture FILE` sends them with a new timestamp and signature.',
  run: async ({ world, settings, print }, { body, as }, { id }) => {
    const [{ loadDelivery }, { readLog }, { findLogged }, { shownDelivery }] = await Promise.all([
      import('../../../webhooks/log/load.ts'),
      import('../../../webhooks/log/read.ts'),
      import('../../../webhooks/log/find.ts'),
      import('./shown.ts'),
    ]);
    const all = await readLog(settings.places, world);
    const logged = await findLogged(all, id, { command: 'webhooks log show', view: print.view });
    const loaded = await loadDelivery(settings.places, logged);
    if (body) return print.write(loaded.delivery.body);
    // A duplicate goes where the first one went.
    const first = all.find((one) => one.id === logged.repeatOf);
    if (as !== undefined) return print.write(await copyAs(as, loaded, first?.attempts.at(-1)?.target));
    await print.record(shownDelivery(logged, loaded), columns, {
      draw: async (_, view) => (await import('./draw.ts')).drawDelivery(logged, loaded, view),
    });
  },
});

/** Returns a delivery as text for another program. Fails with `usage` if its body cannot be a fixture. */
const copyAs = async (form: 'curl' | 'http' | 'fixture', loaded: Loaded, target: string | undefined): Promise<string> => {
  if (form === 'fixture') {
    const [{ usage }, { asFixture, whyNoFixture }] = await Promise.all([import('../../../errors.ts'), import('../../../webhooks/copies/fixture.ts')]);
    const { id, body } = loaded.delivery;
    const fixture = asFixture(body);
    if (fixture !== undefined) return fixture;
    throw usage(`${id} cannot be a fixture: ${whyNoFixture(body)}`, `Use \`boltcall webhooks log show ${id} --as curl\`.`);
  }
  const { requestOf } = await import('../../../webhooks/copies/request.ts');
  const request = requestOf(loaded, { targets: target === undefined ? [] : [target] });
  if (form === 'http') return (await import('../../../webhooks/copies/http.ts')).asHttp(request);
  return (await import('../../../webhooks/copies/curl.ts')).asCurl(request);
};
