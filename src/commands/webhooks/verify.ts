import { type Context, defineCommand } from '../../cli/command/command.ts';
import { option } from '../../cli/command/option.ts';
import { type ColumnOf, column, required, text } from '../../resources/resource.ts';

/** What is reported about a signature. */
interface Told {
  readonly valid: boolean;
  readonly form?: string;
  readonly age_seconds?: number;
  readonly reason?: string;
  readonly message?: string;
}

const columns: ReadonlyArray<ColumnOf<Told>> = [
  column('valid'),
  column('form'),
  column('age_seconds', 'duration', 'AGE'),
  column('reason'),
  column('message', 'prose'),
];

export const command = defineCommand({
  columns,
  options: {
    signature: option('value', required(text('X-Boltcall-Signature header, with or without its name'))),
    body: option('@file', required(text('raw body: @FILE, - for stdin, or text'))),
    secret: option('text', text("the webhook's secret, or @FILE (default: the one `listen` uses)"), {
      env: 'BOLTCALL_WEBHOOK_SECRET',
    }),
    tolerance: option('duration', text("maximum age of the payload's timestamp (default: not checked)", { format: 'duration' })),
  },
  exits: { 0: 'the signature is valid', 14: 'the signature is invalid' },
  examples: [
    'webhooks verify --secret whsec_abc123 --body \'{"event":"call.missed"}\' --signature sha256=7664f560e3cdff374ccb8f880273997d234d515d80efec28026a39165d3841a4',
  ],
  detail:
    'Works offline. Explains a mismatch: a missing or malformed signature, an almost correct secret, or a body changed in transit. Arguments are visible in the process list, so pass the secret as @FILE or set BOLTCALL_WEBHOOK_SECRET.',
  run: async (context, { signature, body: typedBody, secret: typedSecret, tolerance }) => {
    const { print, world } = context;
    const { usage, Failure } = await import('../../errors.ts');
    const missing = [...(signature === undefined ? ['--signature VALUE'] : []), ...(typedBody === undefined ? ['--body @FILE'] : [])];
    if (signature === undefined || typedBody === undefined) {
      throw usage(`missing ${missing.join(' and ')}`, "For a delivery without the header, pass --signature ''.");
    }
    const body = await rawBody(context, typedBody);
    const secret = await secretOf(context, typedSecret);
    const { judge } = await import('../../webhooks/verify/verify.ts');
    const verdict = judge({ secret, signature, body, now: world.now(), ...(tolerance === undefined ? {} : { tolerance }) });
    const plain = print.view.format === 'table';
    if (verdict.valid) {
      const { span } = await import('../../webhooks/verify/age.ts');
      const { age } = verdict;
      if (plain)
        return print.write(
          `Valid signature (${body.length}-byte body${age === undefined ? '' : `, ${age < 0 ? `${span(age)} in the future` : `${span(age)} old`}`}).\n`,
        );
      const told: Told = { valid: true, form: verdict.form, ...(age === undefined ? {} : { age_seconds: Math.round(age / 1000) }) };
      return print.record(told, columns);
    }
    const { reason, message, hint } = verdict;
    const told: Told = { valid: false, reason, message };
    if (!plain) await print.record(told, columns);
    throw new Failure('check', message, { code: reason, hint });
  },
});

/** Returns the raw bytes. Even a trailing newline is kept, because it would be part of the signed payload. */
const rawBody = async ({ world }: Context, typed: string): Promise<Buffer> => {
  if (world.literal) return Buffer.from(typed, 'utf8');
  if (typed !== '-' && !/^@(?!@)/.test(typed)) return Buffer.from(typed.replace(/^@@/, '@'), 'utf8');
  const { readBytes } = await import('../../values/text.ts');
  return Buffer.from(await readBytes(typed === '-' ? '-' : typed.slice(1), '--body', world));
};

const secretOf = async ({ settings, world, print }: Context, typed: string | undefined): Promise<string> => {
  if (typed !== undefined) {
    const { readLong } = await import('../../values/text.ts');
    return readLong(typed, '--secret', world);
  }
  const { appSecret } = await import('../../webhooks/listen/app-secret.ts');
  const { value, from } = await appSecret(settings, world);
  print.note(`Checked with the app secret of ${from}.`);
  return value;
};
