import type { Context, Given } from '../../../cli/command/command.ts';
import { flagOf, textOf } from '../../../cli/command/given.ts';
import { showPreviews } from '../../../cli/operation/change.ts';
import { Failure, usage } from '../../../errors.ts';
import { safe } from '../../../output/text/safe.ts';
import { requireKey } from '../../../profiles/key.ts';
import { appSecret } from '../../../webhooks/listen/app-secret.ts';
import { parseEnvPlace, writeEnv } from '../../../webhooks/listen/env-file.ts';
import { wantsOf } from '../../../webhooks/listen/filter.ts';
import type { Plan } from '../../../webhooks/listen/plan.ts';
import { markerPath } from '../../../webhooks/register/listener-record.ts';
import { createWebhook } from '../../../webhooks/register/operations.ts';
import { secretHint } from '../../../webhooks/secret-hint.ts';
import type { Way } from '../../../webhooks/tunnels/requirements.ts';
import { agentOf, planOf } from './plan.ts';
import { runSession } from './session.ts';
import { wayOf } from './via.ts';

/** What `webhooks listen` does with what was typed. */
export const run = async (context: Context, given: Given): Promise<void> => {
  const { world, settings, print } = context;
  if (flagOf(given, 'new_token') && !flagOf(given, 'inspect')) throw usage('--new-token requires --inspect');
  const env = textOf(given, 'write_env');
  const place = env === undefined ? undefined : parseEnvPlace(env);
  const secret = await appSecret(settings, world, textOf(given, 'secret'));
  if (secret.unkept !== undefined) print.warn(`The secret is for this run only: ${secret.unkept}.`);
  if (place !== undefined && !settings.dryRun) {
    const changed = await writeEnv(world, place, secret.value);
    print.note(`${safe(place.name)} ${changed ? 'is set' : 'was set already'} in ${safe(place.file)}.`);
  }
  if (flagOf(given, 'print_secret')) {
    if (print.view.format === 'table') return print.write(`${secret.value}\n`);
    return print.record({ secret: secret.value }, [{ path: 'secret', kind: 'text' }]);
  }

  const json = formatOf(context);
  const known = await planOf(context, given, secret.value);
  if (settings.readOnly.value && !settings.dryRun) {
    throw new Failure('forbidden', 'refused: listening registers a webhook, and only reading is allowed', {
      code: 'read_only',
      hint: `Read-only is set by ${settings.readOnly.from}. \`boltcall trigger EVENT --forward-to URL\` needs no webhook.`,
    });
  }
  const filter = textOf(given, 'filter');
  // A mistake in it is said before anybody is asked or anything is looked up.
  await wantsOf(undefined, filter);
  // Before a way in is chosen, which may ask: without a key nothing of it is of use.
  if (!settings.dryRun) requireKey(settings);
  const way = await wayOf(context, given);
  if (settings.dryRun) return preview(context, known, way);
  const agent = await agentOf(context, given);
  const wants = await wantsOf(agent, filter);
  await runSession(context, given, { ...known, ...way, ...(wants === undefined ? {} : { wants }) }, json);
};

/** Whether lines of JSON are wanted. Formats that need the end of a list do not fit what has none. */
const formatOf = ({ settings, print }: Context): boolean => {
  const { format, query, columns } = print.view;
  if (!settings.dryRun && (query !== undefined || columns !== undefined))
    throw usage('listen prints what happens, from which --query and --columns pick nothing', 'Use -o jsonl and a program like jq.');
  if (format === 'jsonl' || format === 'json') return true;
  if (format !== 'table' && settings.output.from.startsWith('-'))
    throw usage(`listen has no output format ${format}`, 'Use -o jsonl for programs, or leave it out.');
  return false;
};

/** --dry-run: the registration that would be sent. The address of a tunnel is known only when it is open. */
const preview = async (context: Context, plan: Omit<Plan, 'via'>, way: Way): Promise<void> => {
  const { preview: previewRequest } = await import('../../../client/request.ts');
  const path = markerPath(plan.label, '…');
  const base =
    way.publicUrl?.href.replace(/\/+$/, '') ??
    (way.via === 'local' ? `http://127.0.0.1:${plan.port || 'PORT'}` : `https://ADDRESS-FROM-${way.via.toUpperCase()}`);
  const { method, url, body } = previewRequest(
    createWebhook,
    { url: `${base}${path}`, events: plan.events, secret: secretHint(plan.secret) },
    context.settings.baseUrl.value,
  );
  await showPreviews(context, [{ dry_run: true, method, url: url.href, body }], false);
};
