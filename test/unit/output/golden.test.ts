import { describe, expect, test } from 'vitest';
import { printed } from './printed.ts';
import * as samples from './samples.ts';

const lists = {
  agents: samples.agents,
  calls: samples.calls,
  leads: samples.leads,
  messages: samples.messages,
  appointments: samples.appointments,
  webhooks: samples.webhooks,
} as const;

const records = {
  'calls get': samples.call,
  'leads create': samples.leads[2],
  'agents create': samples.agents[0],
  'messages sms': samples.messages[0],
  'appointments cancel': samples.appointments[0],
  'webhooks create': { ...samples.webhooks[0], secret: 'whsec_123', unknown: { deep: [1, null] } },
  'analytics overview': samples.overview,
} as const;

const heading = (text: string): string => `──── ${text}\n`;

describe.each([120, 80, 40])('at %i columns', (width) => {
  test.each(Object.entries<readonly object[]>(lists))('%s list', async (resource, items) => {
    const { stdout, failure } = await printed({ terminal: true, width }, (print) => print.list(items, samples.columnsOf(resource, 'list')));
    expect(failure).toBeUndefined();
    await expect(heading(`${resource} list, ${width} columns`) + stdout).toMatchFileSnapshot(`golden/${resource}-list-${width}.txt`);
  });

  test.each(Object.entries(records))('%s', async (words, value) => {
    const [resource = '', verb = ''] = words.split(' ');
    const { stdout, failure } = await printed({ terminal: true, width }, (print) => print.record(value, samples.columnsOf(resource, verb)));
    expect(failure).toBeUndefined();
    await expect(heading(`${words}, ${width} columns`) + stdout).toMatchFileSnapshot(`golden/${resource}-${verb}-${width}.txt`);
  });
});

describe('in a pipe', () => {
  test.each(Object.entries<readonly object[]>(lists))('%s list', async (resource, items) => {
    const { stdout } = await printed({ width: 40 }, (print) => print.list(items, samples.columnsOf(resource, 'list')));
    await expect(stdout).toMatchFileSnapshot(`golden/${resource}-list-piped.txt`);
  });

  test('calls get', async () => {
    const { stdout } = await printed({ width: 40 }, (print) => print.record(samples.call, samples.columnsOf('calls', 'get')));
    await expect(stdout).toMatchFileSnapshot('golden/calls-get-piped.txt');
  });
});
