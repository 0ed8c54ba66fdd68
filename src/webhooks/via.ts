/** How deliveries can reach this machine: the values of `--via`. */
export const vias = ['cloudflared', 'ngrok', 'ssh', 'svix', 'url', 'local'] as const;

export type Via = (typeof vias)[number];
