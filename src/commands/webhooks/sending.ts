import { list, text } from '../../resources/resource.ts';
import type { Option } from '../command.ts';

/** Options of the commands that send deliveries to an app by hand. `secret` is the help of --secret. */
export const sendingOptions = (secret: string): readonly Option[] => [
  { name: 'secret', value: 'text', field: text(secret, { secret: true }) },
  {
    name: 'forward-to',
    key: 'forward_to',
    short: 'f',
    value: 'url',
    field: list('where to: http://localhost:3000/hooks, or 3000/hooks; repeat for more'),
  },
  { name: 'header', key: 'headers', short: 'H', value: 'name: value', field: list('a further header; repeat for more') },
  { name: 'insecure', field: text('take a self-signed certificate of an https target') },
  { name: 'forward-timeout', value: 'duration', field: text('how long a target may take; default 10s', { format: 'duration' }) },
];

/** For one try, in ms, where nothing else is asked for: as long as the service waits. */
export const defaultTimeout = 10_000;
