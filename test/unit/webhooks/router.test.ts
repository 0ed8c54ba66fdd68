import { expect, test } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { takes } from '../../../src/values/event-names.ts';
import { parseTarget } from '../../../src/values/target.ts';
import { parseRoute, router } from '../../../src/webhooks/router.ts';

const at = (text: string) => parseTarget(text, '--forward-to');

test.each([
  ['3000', 'http://localhost:3000/', '/'],
  [':3000', 'http://localhost:3000/', '/'],
  ['3000/hooks', 'http://localhost:3000/hooks', '/hooks'],
  ['3000?x=1', 'http://localhost:3000/?x=1', '/?x=1'],
  ['httpd:3000', 'http://httpd:3000/', '/'],
  ['localhost:9000/a/b/?x=1&y=2', 'http://localhost:9000/a/b/?x=1&y=2', '/a/b/?x=1&y=2'],
  ['HTTP://Example.Test:80/A//b/../c?q=%20', 'http://example.test/A//b/../c?q=%20', '/A//b/../c?q=%20'],
  ['http://[::1]:3000/x#part', 'http://[::1]:3000/x', '/x'],
  ['https://app.test', 'https://app.test/', '/'],
  ['app.test/ü', 'http://app.test/%C3%BC', '/%C3%BC'],
])('target %s', (typed, text, path) => {
  expect(at(typed)).toMatchObject({ text, path });
});

test('ports, loopback and passwords of targets', () => {
  expect(at('https://app.test')).toMatchObject({ port: 443, secure: true, loopback: false });
  expect(at('app.localhost')).toMatchObject({ port: 80, secure: false, loopback: true });
  expect(at('127.0.0.2:1')).toMatchObject({ port: 1, loopback: true });
  const secret = at('http://user:p%40ss@app.test/x');
  expect(secret.text).toBe('http://app.test/x');
  expect(secret.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
  // A percent sign that does not start an escape is literal.
  expect(at('http://us%er:p@app.test').authorization).toBe(`Basic ${Buffer.from('us%er:p').toString('base64')}`);
});

test.each(['3000', '0.0.0.0:3000', '[::]:3000', '[::1]:3000', 'localhost.:3000', 'a.localhost:3000', '[::ffff:127.0.0.1]:3000', '127.1:3000'])(
  'on this machine, so never through a proxy: %s',
  (typed) => {
    expect(at(typed).loopback).toBe(true);
  },
);

test.each(['', 'http://', 'ftp://x', 'localhost:99999', 'http://a b', '3000x:y', 'http://localhost:0', 'file:///x'])('no target: %j', (typed) => {
  expect(() => at(typed)).toThrow(Failure);
});

test.each([
  ['*', '', true],
  ['*', 'anything', true],
  ['call.*', 'call.started', true],
  ['call.*', 'call_completed', true],
  ['call.*', 'missed_call', true],
  ['call.*', 'lead.created', false],
  ['call.completed', 'call_completed', true],
  ['call_completed', 'call.completed', true],
  ['new_lead', 'lead.created', true],
  ['*_lead', 'lead.created', true],
  ['call.*', 'callXstarted', false],
  ['call', 'call.started', false],
  ['a+b(*', 'a+b(c', true],
  ['review_received', 'review_received', true],
])('pattern %s, event %s: %s', (pattern, event, expected) => {
  expect(takes(pattern, event)).toBe(expected);
});

test('all routes that take an event get it, once each; the rest goes elsewhere', () => {
  const route = router([parseRoute('call.*=1/a'), parseRoute('call.missed=2'), parseRoute('*.missed=http://localhost:1/a')], [at('3')]);
  const texts = (event: string | undefined): string[] => route(event).map(({ text }) => text);
  expect(texts('call.missed')).toEqual(['http://localhost:1/a', 'http://localhost:2/']);
  expect(texts('call.started')).toEqual(['http://localhost:1/a']);
  expect(texts('lead.created')).toEqual(['http://localhost:3/']);
  expect(texts(undefined)).toEqual(['http://localhost:3/']);
  expect(texts('call.missed')).toEqual(texts('missed_call'));
});

test.each(['x', '=3000', ' =3000', 'call.*=', 'call.*=ftp://x'])('no route: %s', (typed) => {
  expect(() => parseRoute(typed)).toThrow(Failure);
});
