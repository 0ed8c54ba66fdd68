import { describe, expect, test } from 'vitest';
import { columnFor, likelyColumn, mapColumns } from '../../../src/bulk/columns.ts';
import { aboutOf } from '../../../src/bulk/headings.ts';
import { calls } from '../../../src/resources/calls.ts';
import { leads } from '../../../src/resources/leads.ts';
import type { Operation } from '../../../src/resources/resource.ts';

const operation = (found: Operation | undefined): Operation => found ?? expect.unreachable();
const create = operation(leads.operations['create']);
const outbound = operation(calls.operations['outbound']);
const mapped = (columns: string, typed: Record<string, string> = {}) =>
  Object.fromEntries([...mapColumns(columns.split(','), create, typed).mapping].map(([field, from]) => [field, from.join(' + ')]));

/** Column headings from spreadsheets, address books and CRMs in several languages. */
const headings = {
  phone:
    'Phone|phone_number|PhoneNumber|Phone Number|Phone 1 - Value|Mobile Phone|mobile|Cell|Cell #|Tel.|Telephone|Primary Phone|Contact Number|MSISDN|WhatsApp Number|Telefon|Telefonnummer|Handynummer|Rufnummer|Téléphone|Numéro de téléphone|Portable|Teléfono|Móvil|Celular|Telefone|Telemóvel|Cellulare|Telefoonnummer|Numer telefonu|Puhelinnumero|Телефон|Номер телефона|Мобильный|電話番号|携帯電話|手机号码|手機|전화번호|휴대폰|Τηλέφωνο|هاتف|Cep telefonu|Số điện thoại|Telefone (WhatsApp)|Person - Phone|Default Address Phone|Customer Phone',
  email:
    'E-mail|Email Address|email_address|E-mail 1 - Value|E-Mail-Adresse|Correo electrónico|Courriel|Adresse e-mail|メールアドレス|邮箱|이메일|Почта|Электронная почта|E-posta|Customer Email',
  name: 'Name|Full Name|fullName|Customer Name|Display Name|Nombre completo|Nom complet|Nome|ФИО|氏名|姓名|이름|Imię i nazwisko|Contact Name|Kundenname',
  other:
    'Phone 1 - Type|Phone 1 - Label|Phone Type|Phone Default country Code|Phone Ext|Fax|Email Opt In|Email Status|Company Name|File Name|Notes|Order Number|Invoice Number|House Number|Account Number|Group',
};

describe('usual headings', () => {
  test.each(headings.phone.split('|'))('%s is a phone number', (heading) => expect(aboutOf(heading)).toBe('phone'));
  test.each(headings.email.split('|'))('%s is an address', (heading) => expect(aboutOf(heading)).toBe('email'));
  test.each(headings.name.split('|'))('%s is a name', (heading) => expect(aboutOf(heading)).toBe('name'));
  test.each(headings.other.split('|'))('%s is none of them', (heading) => expect(['phone', 'email', 'name']).not.toContain(aboutOf(heading)));

  test('fill the fields, the likeliest of several', () => {
    expect(mapped('Name,Phone Number,Email Address')).toEqual({ name: 'Name', phone: 'Phone Number', email: 'Email Address' });
    expect(mapped('Name,Work Phone,Mobile Phone,Notes')).toEqual({ name: 'Name', phone: 'Mobile Phone' });
    expect(mapped('Name,Handy,phone')).toEqual({ name: 'Name', phone: 'phone' });
    expect(mapped('Name,Group,Lead Source,Labels')).toEqual({ name: 'Name', source: 'Lead Source', tags: 'Labels' });
  });

  test('first and last names are joined where there is no whole one', () => {
    expect(mapped('First Name,Last Name,phone')).toEqual({ name: 'First Name + Last Name', phone: 'phone' });
    expect(mapped('Given Name,Family Name')).toEqual({ name: 'Given Name + Family Name' });
    expect(mapped('Nombre,Apellidos')).toEqual({ name: 'Nombre + Apellidos' });
    expect(mapped('Name,Given Name,Family Name')).toEqual({ name: 'Name' });
    expect(mapped('Full Name,Last Name')).toEqual({ name: 'Full Name' });
    expect(mapped('Vorname')).toEqual({ name: 'Vorname' });
  });
});

describe('--map', () => {
  test('joins columns, and takes names with a plus or an equals sign as they are', () => {
    expect(mapped('A,B,C', { 'A+B': 'name' })).toEqual({ name: 'A + B' });
    expect(mapped('A+B,C', { 'a+b': 'name' })).toEqual({ name: 'A+B' });
    expect(mapped('A=B,C', { A: 'B=name' })).toEqual({ name: 'A=B' });
    expect(mapped('name,nick', { nick: 'name' })).toEqual({ name: 'nick' });
  });

  test('refuses what is not there, and two columns for one field', () => {
    expect(() => mapped('A', { B: 'name' })).toThrow('no column `B`');
    expect(() => mapped('A', { A: 'nane' })).toThrow('unknown field `nane`');
    expect(() => mapped('A,B', { A: 'name', B: 'name' })).toThrow('two columns for name');
  });
});

test('whom to call is never guessed, and the likely column is named', () => {
  const { mapping, missing } = mapColumns(['name', 'phone', 'notes'], outbound, {});
  expect([[...mapping.keys()], missing]).toEqual([[], ['agent_id', 'to']]);
  expect(likelyColumn('to', ['name', 'phone', 'notes'])).toBe('phone');
  expect(likelyColumn('to', ['name', 'Work Phone', 'Handy'])).toBe('Handy');
  expect(likelyColumn('to', ['a', 'b'])).toBeUndefined();
});

test('a column is found by its name however it is written', () => {
  const columns = ['Full Name', 'Phone (mobile)', 'Phone (home)', 'Teléfono'];
  expect(columnFor('full_name', columns)).toBe('Full Name');
  expect(columnFor('phone (home)', columns)).toBe('Phone (home)');
  expect(columnFor('Tele\u0301fono', columns)).toBe('Teléfono');
  expect(columnFor('telefono', columns)).toBe('Teléfono');
  expect(columnFor('phone', columns)).toBeUndefined();
});
