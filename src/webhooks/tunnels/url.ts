import { publicAddress } from '../public-address.ts';
import type { OpenTunnel } from '../tunnel.ts';
import { standing } from './fixed-address.ts';

/** The user's own way in: `--public-url`, whatever stands behind it, passes requests on to our port. */
export const open: OpenTunnel = async (options) => standing('url', publicAddress(options.publicUrl, options.path, 'url'), options);
