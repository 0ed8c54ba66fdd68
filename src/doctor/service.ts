import { access, constants } from 'node:fs/promises';
import { explained } from '../client/hints.ts';
import { asFailure, type Failure, isSignalled } from '../errors.ts';
import type { Settings } from '../profiles/settings.ts';
import { hostOf, place, portOf } from '../transport/addresses.ts';
import { refusal } from '../transport/auth.ts';
import { discard } from '../transport/body.ts';
import { proxyFor, shown } from '../transport/connect/proxy.ts';
import { timeout } from '../transport/timeout.ts';
import { header, type Request, type Response, type Transport } from '../transport/transport.ts';
import type { World } from '../world.ts';
import { type Check, failed, ok, skipped, warning } from './check.ts';

const failure = (check: string, found: Failure): Check => failed(check, found.message, found.details.hint);

/** Checks the base URL, and whether the key may be sent to it. */
export const checkAddress = ({ baseUrl, heldKey }: Pick<Settings, 'baseUrl' | 'heldKey'>): Check => {
  const words = `${baseUrl.value.href} (${baseUrl.from})`;
  const reason = refusal(baseUrl.value, heldKey?.value ?? '');
  return reason === undefined ? ok('address', words) : failed('address', `${words}: ${reason}`, 'Use an https:// address.');
};

/** Reports which proxy is used for a URL. */
export const checkProxy = (env: Settings['connection']['env'], url: URL): Check => {
  try {
    const proxy = proxyFor(env, url);
    return ok('proxy', proxy ? `${shown(proxy)}${proxy.url.username ? ', with user name and password' : ''}` : 'none');
  } catch (error) {
    return failure('proxy', asFailure(error));
  }
};

/** Checks which certificate authorities are trusted in addition to Node's own, and whether their files are readable. */
export const checkCertificates = async ({ env, caFile }: Settings['connection']): Promise<Check> => {
  const named: Array<[from: string, file: string | undefined]> = [
    [caFile === undefined ? 'BOLTCALL_CA_FILE' : '--ca-file', caFile ?? env['BOLTCALL_CA_FILE']],
    ['SSL_CERT_FILE', env['SSL_CERT_FILE']],
    ['NODE_EXTRA_CA_CERTS', env['NODE_EXTRA_CA_CERTS']],
  ];
  const files = named.flatMap(([from, file], at) => (file ? [{ from, file, own: at === 0 }] : []));
  const readable = (file: string): Promise<boolean> =>
    access(file, constants.R_OK).then(
      () => true,
      () => false,
    );
  const found = await Promise.all(files.map(async (one) => ({ ...one, lost: !(await readable(one.file)) })));
  const lost = found.filter((one) => one.lost);
  if (lost.length > 0)
    // Without the file from our own setting nothing is sent; other missing files are ignored, as other programs do.
    return (lost.some(({ own }) => own) ? failed : warning)(
      'certificates',
      lost.map(({ from, file }) => `${from} names ${file}, which cannot be read`).join('; '),
      'Correct the path, or remove the setting.',
    );
  return ok(
    'certificates',
    files.length === 0 ? "Node's built-in authorities are trusted" : `also trusted: ${files.map(({ from, file }) => `${file} (${from})`).join(', ')}`,
  );
};

/** A difference up to this is fine, in ms; signatures that check the time allow some minutes. */
const slight = 30_000;
const grave = 240_000;

/** Checks how far this machine's clock differs from the service's. `Date` has whole seconds. */
export const checkClock = (date: string | undefined, now: number): Check => {
  const served = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(served)) return skipped('clock', 'the API sends no Date header to compare with');
  const off = now - served;
  const words = `this machine's clock is ${Math.round(Math.abs(off) / 1_000)} s ${off < 0 ? 'behind' : 'ahead of'} the service's`;
  if (Math.abs(off) <= slight) return ok('clock', "this machine's clock agrees with the service's");
  const hint = 'Set the clock: a wrong clock breaks signature checks and shifts "today".';
  return Math.abs(off) > grave ? failed('clock', words, hint) : warning('clock', words, hint);
};

const steps = (response: Response): string => {
  const { times } = response;
  const part = (name: string, ms: number | undefined): string[] => (ms === undefined ? [] : [`${name} ${Math.round(ms)} ms`]);
  return times
    ? [...part('lookup', times.lookup), ...part('connect', times.connect), ...part('TLS', times.tls), ...part('answer', times.firstByte)].join(', ')
    : '';
};

/** Sends any request to the service, without the key, to check DNS, proxy, connection, TLS and the service's clock. */
export const checkReach = async (
  open: () => Promise<Transport>,
  baseUrl: URL,
  ms: number,
  world: Pick<World, 'now' | 'after'>,
  signal: AbortSignal,
): Promise<Check[]> => {
  const where = place(hostOf(baseUrl), portOf(baseUrl));
  const url = new URL(`${baseUrl.href.replace(/\/+$/, '')}/agents?limit=1`);
  const request: Request = { method: 'GET', url, headers: [['accept', 'application/json']], effect: 'none', signal };
  let bare: Transport | undefined;
  try {
    bare = await open();
    const response = await timeout(bare, { ms, after: world.after })(request);
    const time = world.now();
    await discard(response);
    const down = response.status === 502 || response.status === 503 || response.status === 504;
    const answer = down
      ? warning('connection', `${where} answered ${response.status}: the service behind it may be down`)
      : ok('connection', `${where} answers (${steps(response)})`);
    return [
      answer,
      ...(baseUrl.protocol === 'https:' ? [ok('tls', `the certificate of ${hostOf(baseUrl)} is trusted`)] : [skipped('tls', 'plain http')]),
      checkClock(header(response, 'date'), time),
    ];
  } catch (error) {
    const found = asFailure(error);
    if (isSignalled(found.kind)) throw found;
    return [failure('connection', explained(found, request, world.now())), skipped('clock', 'the API was not reached')];
  } finally {
    await bare?.close?.();
  }
};
