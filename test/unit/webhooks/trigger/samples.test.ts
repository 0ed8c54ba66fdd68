import { randomBytes } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { eventNames } from '../../../../src/resources/events.ts';
import { ExactNumber } from '../../../../src/values/exact-json.ts';
import { verify } from '../../../../src/values/signature.ts';
import { readPayload } from '../../../../src/webhooks/payload.ts';
import { sample, sampleNames } from '../../../../src/webhooks/trigger/sample.ts';
import { setAt, typedValue } from '../../../../src/webhooks/trigger/set-path.ts';
import { deliveryOf, payloadOf } from '../../../../src/webhooks/trigger/trigger.ts';
import { readDocument } from '../../../contract/openapi.ts';

const fresh = { now: Date.parse('2026-11-25T09:30:00.123Z'), random: randomBytes };
const none = { set: [] };

const ajv = new Ajv2020({ strict: false });
addFormats(ajv);
ajv.addSchema(Object.assign({}, readDocument(), { $id: 'contract' }));
const faults = (schema: string, value: unknown): unknown => {
  const check = ajv.getSchema(`contract#/components/schemas/${schema}`);
  return check?.(value) ? [] : (check?.errors ?? 'no such schema');
};

describe('a sample', () => {
  const schemas: Readonly<Record<string, string>> = { call: 'CallDetail', lead: 'Lead', appointment: 'Appointment', message: 'Message' };
  test.each([...eventNames])('of %s is the whole resource, as documented', (name) => {
    const { data, ...rest } = sample(name, fresh);
    expect(faults('Event', { ...rest, data })).toEqual([]);
    expect(faults(schemas[name.split('.')[0] ?? ''] ?? '', data)).toEqual([]);
  });

  const shorter: Readonly<Record<string, readonly string[]>> = {
    new_lead: ['id', 'first_name', 'last_name', 'email', 'phone', 'source', 'status', 'created_at'],
    call_completed: ['id', 'caller_number', 'duration_seconds', 'summary', 'sentiment'],
    missed_call: ['id', 'caller_number', 'caller_name', 'duration_seconds', 'reason', 'called_at', 'lead_id'],
    appointment_booked: ['id', 'customer_name', 'customer_email', 'customer_phone', 'start_time', 'end_time', 'service', 'booking_id'],
    review_received: ['id', 'customer_name', 'platform', 'rating', 'text', 'created_at'],
  };
  test.each(Object.entries(shorter))('of %s has the shorter shape that the vendor sends', (name, fields) => {
    expect(Object.keys(sample(name, fresh).data)).toEqual(fields);
  });

  test('differs from the one before, and says who it is about', () => {
    for (const name of sampleNames) {
      const bodies = Array.from({ length: 5 }, () => JSON.stringify(sample(name, fresh)));
      expect(new Set(bodies).size).toBe(5);
      expect(readPayload(Buffer.from(bodies[0] ?? ''))).toMatchObject({ event: name, subject: expect.any(String), who: expect.any(String) });
    }
  });

  test('reaches nobody: its numbers and addresses are those set aside for examples', () => {
    for (const name of sampleNames) {
      const text = JSON.stringify(sample(name, fresh));
      for (const [phone] of text.matchAll(/\+\d+/g)) expect(phone).toMatch(/^\+1\d{3}55501\d\d$/);
      for (const [, host] of text.matchAll(/@([\w.]+)/g)) expect(host).toBe('example.com');
    }
  });
});

describe('a payload', () => {
  test('takes values at dotted paths, and phone numbers stay text', () => {
    const payload = payloadOf(
      'call.completed',
      { set: ['data.caller=+14155550133', 'data.transcript.1.text=Hi', 'data.score=007', 'data.new.deep=1.5', 'timestamp=now'] },
      fresh,
    );
    expect(payload).toMatchObject({
      timestamp: 'now',
      data: { caller: '+14155550133', score: '007', new: { deep: 1.5 }, transcript: [{}, { role: 'caller', text: 'Hi' }, {}, {}] },
    });
  });

  test.each([
    ['true', true],
    ['null', null],
    ['350', 350],
    ['-3.5e2', new ExactNumber('-3.5e2')],
    ['1e400', new ExactNumber('1e400')],
    ['+1', '+1'],
    ['007', '007'],
    ['', ''],
    ['12345678901234567890', new ExactNumber('12345678901234567890')],
    ['["a",1]', ['a', 1]],
    ['"5"', '5'],
    ['[a', '[a'],
  ])('value %s is %j', (raw, value) => expect(typedValue(raw)).toEqual(value));

  test('takes a whole payload or only its data', () => {
    expect(payloadOf('lead.created', { set: [], data: { id: 'x' } }, fresh)).toEqual({
      event: 'lead.created',
      timestamp: '2026-11-25T09:30:00.123Z',
      data: { id: 'x' },
    });
    const whole = { event: 'lead.created', timestamp: 'old', data: { id: 'x' }, extra: 1 };
    expect(payloadOf('lead.created', { set: [], data: whole }, fresh)).toEqual({ ...whole, timestamp: '2026-11-25T09:30:00.123Z' });
  });

  test('refuses what cannot be meant, and says what can', () => {
    const hint = (wishes: Parameters<typeof payloadOf>[1]): unknown => {
      try {
        return payloadOf('call.missed', wishes, fresh);
      } catch (error) {
        return error;
      }
    };
    expect(hint({ set: ['caller=+1'] })).toMatchObject({ kind: 'usage', details: { hint: 'Did you mean --set data.caller=…?' } });
    expect(hint({ set: ['data.caller'] })).toMatchObject({ kind: 'usage' });
    expect(hint({ set: ['data..x=1'] })).toMatchObject({ kind: 'usage' });
    expect(hint({ set: ['data.caller.x=1'] })).toMatchObject({ kind: 'usage', message: expect.stringContaining('nothing below') });
    expect(hint({ set: ['data.__proto__.x=1'] })).toMatchObject({ kind: 'usage' });
    for (const path of ['data.tags[]', 'data.tags[0]'])
      expect(hint({ set: [`${path}=a`] })).toMatchObject({ kind: 'usage', message: `--set ${path}: lists are written with dots` });
    expect(hint({ set: [], data: [] })).toMatchObject({ kind: 'usage' });
    expect(hint({ set: [], data: { event: 'lead.created', data: {} } })).toMatchObject({
      details: { hint: expect.stringContaining('boltcall trigger lead.created') },
    });
  });

  test('is left as it was by a change', () => {
    const before = { data: { list: [{ a: 1 }] } };
    expect(setAt(before, 'data.list.0.a', 2)).toEqual({ data: { list: [{ a: 2 }] } });
    expect(before).toEqual({ data: { list: [{ a: 1 }] } });
  });

  test('becomes a delivery that its secret signs', () => {
    const delivery = deliveryOf(payloadOf('call.missed', none, fresh), 'whsec_é', fresh);
    const signature = delivery.headers.find(([name]) => name === 'X-Boltcall-Signature')?.[1] ?? '';
    expect(verify('whsec_é', delivery.body, signature)).toBe(true);
    expect(signature.startsWith('sha256=')).toBe(true);
  });
});
