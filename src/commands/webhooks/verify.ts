import { type Context, defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { type ColumnOf, column, text } from '../../resources/resource.ts';
import type { Claim } from '../../webhooks/verify/verdict.ts';

/** What is reported about a signature. */
interface Told {
  /** The id of a logged delivery. */
  readonly delivery?: string;
  readonly valid: boolean;
  readonly form?: string;
  readonly age_seconds?: number;
  readonly reason?: string;
  readonly message?: string;
}

const columns: ReadonlyArray<ColumnOf<Told>> = [
  column('delivery', 'id'),
  column('valid'),
  column('form'),
  column('age_seconds', 'duration', 'AGE'),
  column('reason'),
  column('message', 'prose'),
];

export const command = defineCommand({
  columns,
  options: {
    delivery: option('id', text('check a delivery in the log: its id, that of its subject, or `last`')),
    signature: option('value', text('X-Boltcall-Signature header, with or without its name'), { conflicts: ['delivery'] }),
    body: option('@file', text('raw body: @FILE, - for stdin, or text'), { conflicts: ['delivery'] }),
    secret: option('text', text("the webhook's secret, or @FILE (default: the one `listen` uses)"), {
      env: 'BOLTCALL_WEBHOOK_SECRET',
    }),
    tolerance: option('duration', text("maximum age of the payload's timestamp (default: not checked)", { format: 'duration' })),
  },
  exits: { 0: 'the signature is valid', 14: 'the signature is invalid' },
  examples: [
    'webhooks verify --delivery last',
    'webhooks verify --secret whsec_abc123 --body \'{"event":"call.missed"}\' --signature sha256=7664f560e3cdff374ccb8f880273997d234d515d80efec28026a39165d3841a4',
  ],
  detail:
    'Works offline. Explains a mismatch: a missing or malformed signature, an almost correct secret, or a body changed in transit.\n\n--delivery checks what your app received of a logged delivery: the bytes, and the signature that `listen` gave it. Without --secret, the secrets of the profile, a running listener and the sandbox are tried. The age is judged at the time it was received.\n\nArguments are visible in the process list, so pass the secret as @FILE or set BOLTCALL_WEBHOOK_SECRET.',
  run: async (context, { delivery, signature, body, secret, tolerance }) => {
    const { print } = context;
    const { Failure } = await import('../../errors.ts');
    const logged =
      delivery === undefined
        ? undefined
        : await (await import('./verify/logged.ts')).loggedClaim(context, delivery, await typedSecret(context, secret));
    const claim = logged?.claim ?? (await typedClaim(context, { signature, body, secret }));
    const about = logged === undefined ? {} : { delivery: logged.id };
    const { judge } = await import('../../webhooks/verify/verify.ts');
    const verdict = judge({ ...claim, ...(tolerance === undefined ? {} : { tolerance }) });
    const plain = print.view.format === 'table';
    if (verdict.valid) {
      const { formatDuration } = await import('../../values/duration.ts');
      const { age } = verdict;
      if (plain) {
        const then = logged === undefined ? '' : ' when received';
        const old = age === undefined ? '' : `, ${formatDuration(age)} ${age < 0 ? 'in the future' : 'old'}${then}`;
        return print.write(`Valid signature (${claim.body.length}-byte body${old}).\n`);
      }
      const told: Told = { ...about, valid: true, form: verdict.form, ...(age === undefined ? {} : { age_seconds: Math.round(age / 1000) }) };
      return print.record(told, columns);
    }
    const { reason, message, hint } = verdict;
    const told: Told = { ...about, valid: false, reason, message };
    if (!plain) await print.record(told, columns);
    throw new Failure('check', message, { code: reason, hint });
  },
});

interface Typed {
  readonly signature: string | undefined;
  readonly body: string | undefined;
  readonly secret: string | undefined;
}

/** Returns the claim of the options. Fails with `usage` if one is missing. */
const typedClaim = async (context: Context, { signature, body, secret }: Typed): Promise<Omit<Claim, 'tolerance'>> => {
  const { world } = context;
  if (signature === undefined || body === undefined) {
    const { usage } = await import('../../errors.ts');
    const missing = [...(signature === undefined ? ['--signature VALUE'] : []), ...(body === undefined ? ['--body @FILE'] : [])];
    const hint = "For a delivery in the log, pass --delivery ID; for one without the header, --signature ''.";
    throw usage(`missing ${missing.join(' and ')}`, hint);
  }
  return { signature, body: await rawBody(context, body), secret: await secretOf(context, secret), now: world.now() };
};

/** Returns the raw bytes. Even a trailing newline is kept, because it would be part of the signed payload. */
const rawBody = async ({ world }: Context, typed: string): Promise<Buffer> => {
  if (world.literal) return Buffer.from(typed, 'utf8');
  if (typed !== '-' && !/^@(?!@)/.test(typed)) return Buffer.from(typed.replace(/^@@/, '@'), 'utf8');
  const { readBytes } = await import('../../values/text.ts');
  return Buffer.from(await readBytes(typed === '-' ? '-' : typed.slice(1), '--body', world));
};

const typedSecret = async ({ world }: Context, typed: string | undefined): Promise<string | undefined> =>
  typed === undefined ? undefined : (await import('../../values/text.ts')).readLong(typed, '--secret', world);

const secretOf = async (context: Context, typed: string | undefined): Promise<string> => {
  const { settings, world, print } = context;
  const secret = await typedSecret(context, typed);
  if (secret !== undefined) return secret;
  const { appSecret } = await import('../../webhooks/listen/app-secret.ts');
  const { value, from } = await appSecret(settings, world);
  print.note(`Checked with the app secret of ${from}.`);
  return value;
};
