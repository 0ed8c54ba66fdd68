import type { OpenTunnel } from '../tunnel.ts';
import { standing } from './fixed-address.ts';

/** No tunnel: the loopback URL itself, for a service on this machine (the sandbox). */
export const open: OpenTunnel = async (options) => standing('local', new URL(options.path, `http://127.0.0.1:${options.port}`), options);
