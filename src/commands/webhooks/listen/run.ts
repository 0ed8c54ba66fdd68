import type { Context } from '../../../cli/command/command.ts';
import { showPreviews } from '../../../cli/operation/change.ts';
import { Failure, usage } from '../../../errors.ts';
import { safe } from '../../../output/text/safe.ts';
import { requireSomeKey } from '../../../profiles/key.ts';
import { checkProgram } from '../../../programs/find.ts';
import { operations } from '../../../resources/index.ts';
import { column } from '../../../resources/resource.ts';
import { appSecret } from '../../../webhooks/listen/app-secret.ts';
import { parseEnvPlace, writeEnv } from '../../../webhooks/listen/env-file.ts';
import { wantsOf } from '../../../webhooks/listen/filter.ts';
import type { Plan } from '../../../webhooks/listen/plan.ts';
import { markerPath } from '../../../webhooks/register/listener-record.ts';
import type { Way } from '../../../webhooks/tunnels/requirements.ts';
import type { ListenOptions } from './options.ts';
import { agentOf, planOf } from './plan.ts';
import { runSession } from './session.ts';
import { wayOf } from './via.ts';

/** Runs `webhooks listen`. `app` holds the words after `--`. */
export const run = async (context: Context, options: ListenOptions, app: readonly string[]): Promise<void> => {
  const { world, settings, print } = context;
  const { filter, filterHeader, inspect, newToken } = options;
  const place = options.writeEnv === undefined ? undefined : parseEnvPlace(options.writeEnv);
  const secret = await appSecret(settings, world, options.secret);
  if (secret.unkept !== undefined) print.warn(`The secret is valid for this run only: ${secret.unkept}.`);
  if (place !== undefined && !settings.dryRun) {
    const changed = await writeEnv(world, place, secret.value);
    print.note(`${safe(place.name)} ${changed ? 'is set' : 'was set already'} in ${safe(place.file)}.`);
  }
  if (options.printSecret) {
    if (print.view.format === 'table') return print.write(`${secret.value}\n`);
    return print.record({ secret: secret.value }, [column('secret')]);
  }

  const json = formatOf(context);
  const known = await planOf(context, options, secret.value);
  if (settings.readOnly.value && !settings.dryRun) {
    throw new Failure('forbidden', 'refused: listening registers a webhook, and read-only mode is on', {
      code: 'read_only',
      hint: `Read-only mode is set by ${settings.readOnly.from}. Use \`boltcall trigger EVENT --forward-to URL\`, which needs no webhook.`,
    });
  }
  // Report mistakes in these before prompting or looking anything up.
  await wantsOf(undefined, filter, filterHeader);
  if (app[0] !== undefined) await checkProgram(world, app[0]);
  // Check before choosing a tunnel, which may prompt: nothing works without a key.
  if (!settings.dryRun) requireSomeKey(settings);
  const way = await wayOf(context, options);
  if (settings.dryRun) return preview(context, known, way);
  const agent = await agentOf(context, options);
  const wants = await wantsOf(agent, filter, filterHeader);
  await runSession(context, { ...known, ...way, ...(wants === undefined ? {} : { wants }) }, { json, inspect, newToken, app });
};

/** Whether to print JSON Lines. Formats that need the end of a list do not suit an endless one. */
const formatOf = ({ settings, print }: Context): boolean => {
  const { format, query, columns } = print.view;
  if (!settings.dryRun && (query !== undefined || columns !== undefined))
    throw usage('--query and --columns do not apply to listen', 'Use -o jsonl with a program such as jq.');
  if (format === 'jsonl' || format === 'json') return true;
  if (format !== 'table' && settings.output.from.startsWith('-'))
    throw usage(`listen does not support -o ${format}`, 'Use -o jsonl for programs, or drop -o.');
  return false;
};

/** --dry-run: prints the registration that would be sent. A tunnel's URL is known only once it is open. */
const preview = async (context: Context, plan: Omit<Plan, 'via'>, way: Way): Promise<void> => {
  const { preview: previewRequest } = await import('../../../client/request.ts');
  const path = markerPath(plan.label, '…');
  const base =
    way.publicUrl?.href.replace(/\/+$/, '') ??
    (way.via === 'local' ? `http://127.0.0.1:${plan.port || 'PORT'}` : `https://ADDRESS-FROM-${way.via.toUpperCase()}`);
  const { method, url, body } = previewRequest(
    operations.webhooks.create,
    { url: `${base}${path}`, events: plan.events, secret: plan.secret },
    context.settings.baseUrl.value,
  );
  await showPreviews(context, [{ dry_run: true, method, url: url.href, body }], false);
};
