import { publicAddress } from '../public-address.ts';
import type { OpenTunnel } from '../tunnel.ts';
import { standing } from './fixed-address.ts';

/** The user's own URL: `--public-url` passes requests to our port by any means. */
export const open: OpenTunnel = async (options) => standing('url', publicAddress(options.publicUrl, options.path, 'url'), options);
