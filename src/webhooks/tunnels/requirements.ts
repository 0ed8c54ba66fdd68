import { usage } from '../../errors.ts';
import type { Via } from '../via.ts';

/** How deliveries reach this machine, with all the options of this way. */
export interface Way {
  readonly via: Via;
  readonly publicUrl?: URL;
  readonly ssh?: string;
  readonly sshRemotePort?: number;
  /** The local port; absent for any free port. */
  readonly port?: number;
}

type Part = Exclude<keyof Way, 'via'>;

const forms: Readonly<Record<Part, string>> = {
  publicUrl: '--public-url https://…',
  ssh: '--ssh user@host',
  sshRemotePort: '--ssh-remote-port PORT',
  port: '--port PORT',
};

const needs: Partial<Readonly<Record<Via, readonly Part[]>>> = { url: ['publicUrl', 'port'], ssh: ['ssh', 'publicUrl'] };

const why: Partial<Readonly<Record<Via, string>>> = {
  url: 'The URL is fixed, so the local port it forwards to must be fixed too.',
  ssh: 'The web server on that host receives requests for the public URL and forwards them to the tunnel.',
};

/** Fails with `usage` if the way is missing an option or has one that it cannot use. */
export const checkWay = (way: Way): void => {
  const { via } = way;
  const missing = (needs[via] ?? []).filter((part) => way[part] === undefined);
  const subject = via === 'url' && way.publicUrl !== undefined ? '--public-url' : `--via ${via}`;
  if (missing.length > 0) throw usage(`${subject} needs ${missing.map((part) => forms[part]).join(' and ')}`, why[via]);
  const used: readonly Part[] = [...(needs[via] ?? []), 'port', ...(via === 'ssh' ? (['sshRemotePort'] as const) : [])];
  for (const part of ['publicUrl', 'ssh', 'sshRemotePort'] as const) {
    if (way[part] !== undefined && !used.includes(part))
      throw usage(`${forms[part].split(' ')[0]} cannot be used with --via ${via}`, 'Drop one of them.');
  }
};
