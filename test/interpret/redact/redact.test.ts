import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redacted } from '../../../src/interpret/redact/redact.ts';
import { fuzz } from '../../support/fuzz.ts';

describe('e-mail addresses', () => {
  test.for([
    ['write to anna@example.com please', 'write to [email] please'],
    ['Anna.Muster+bot@mail.example.co.uk', '[email]'],
    ['<anna@example.com>, bert@example.org.', '<[email]>, [email].'],
    ['mailto:anna@example.com?subject=x', 'mailto:[email]?subject=x'],
    ["o'neil_2@xn--bcher-kva.example", '[email]'],
    ['jürgen@bücher.example', '[email]'],
    ['用户@例子.广告', '[email]'],
    ['anna＠example.com', '[email]'],
    ['a@b@example.com', 'a@[email]'],
    [`${'a'.repeat(200)}@example.com`, '[email]'],
    ['anna@example.com-', '[email]-'],
    ['write anna@example.com.I need help', 'write [email].I need help'],
    ['anna@example.com.2nd question', '[email].2nd question'],
    ['anna@example.com.-.I.2', '[email].-.I.2'],
    ['anna@mail.example.co.uk.1.2.3', '[email].1.2.3'],
  ])('%s becomes %s', ([text, expected]) => {
    expect(redacted(text!)).toBe(expected);
  });

  test.for([
    '@anna said hi',
    'anna@home',
    'meet @ 10 am',
    'a @ b.com',
    'price@2.50',
    '@',
    '@@@@',
    '@example.com',
    'anna@.com',
    'anna@home.I am',
    'price@2.50.1',
  ])('%s stays', (text) => {
    expect(redacted(text)).toBe(text);
  });
});

describe('phone numbers', () => {
  test.for([
    '+43 664 1234567',
    '+436641234567',
    '+43 (0) 664 123 45 67',
    '+43(0)664/1234567',
    '+ 43 664 1234567',
    '0043 664 1234567',
    '0664 1234567',
    '0664/123 45 67',
    '0664-1234567',
    '(0664) 1234567',
    '01 5336000',
    '089/1234567',
    '030 - 12 34 56 7',
    '(202) 555-0123',
    '202-555-0123',
    '202.555.0123',
    '2025550123',
    '1-800-555-0199',
    '+1 (202) 555-0123',
    '555-0123',
    '+44 20 7946 0958',
    '020 7946 0958',
    '07700 900123',
    '06 12 34 56 78',
    '06.12.34.56.78',
    '+33 6 12 34 56 78',
    '612 345 678',
    '22 33 44 55',
    '+45 22 33 44 55',
    '+91 98765 43210',
    '98765 43210',
    '+86 138 0013 8000',
    '13800138000',
    '+971 50 123 4567',
    '+55 (11) 91234-5678',
    '+7 (912) 345-67-89',
    '8 (912) 345-67-89',
    '+61 412 345 678',
    '+81 90-1234-5678',
    '0664\u00a0123\u00a04567',
    '0664\u20111234567',
    '0664\n1234567',
    '0664\r\n1234567',
    '0664 \u20281234567',
    '0664_123_45_67',
    '0664\u200b123\u200b4567',
    '+\u206643\u2069 664 1234567',
    '06641234567'.split('').join('\u2060'),
    '06641234567'
      .split('')
      .map((digit) => `${digit}\ufe0f\u20e3`)
      .join('')
      .slice(0, -2),
    '+٩٧١ ٥٠ ١٢٣ ٤٥٦٧',
    '０９０－１２３４－５６７８',
  ])('%s is one', (number) => {
    expect(redacted(number)).toBe('[phone]');
    expect(redacted(`Call ${number}, please.`)).toBe('Call [phone], please.');
    expect(redacted(`tel:${number}\nthanks`)).toBe('tel:[phone]\nthanks');
  });

  test.for([
    ['0664 1234567 or 0650 7654321', '[phone] or [phone]'],
    ['0664 1234567, 0650 7654321', '[phone], [phone]'],
    ['0664 1234567 0650 7654321', '[phone]'],
    ['on 21.11.2026 at 10:30 call 0664 1234567', 'on 21.11.2026 at 10:30 call [phone]'],
    ['21.11.2026 10:30 0664 1234567', '21.11.2026 10:30 [phone]'],
    ['0664 1234567 10:30', '[phone] 10:30'],
    ['2026-11-21 0664 1234567', '2026-11-21 [phone]'],
    ['A4 0664 1234567', 'A4 [phone]'],
    ['6641234567 Europe', '[phone] Europe'],
    ['0664 1234567 5kg', '[phone] 5kg'],
    ['tel06641234567', 'tel[phone]'],
    ['tel0664-1234567', 'tel[phone]'],
    ['phone-06641234567', 'phone-[phone]'],
    ['phone-0664-1234567', 'phone-[phone]'],
    ['phone_06641234567', 'phone_[phone]'],
    ['#06641234567', '#[phone]'],
    ['_0664 123 456_', '_[phone]_'],
    ['\u202d0664 123 456\u202c', '\u202d[phone]\u202c'],
    ['0664-1234-567and', '[phone]and'],
    ['INV-2026-0001234 0664 1234567', 'INV-2026-0001234 [phone]'],
    ['INV-2026-06641234567', 'INV-[phone]'],
    ['(0664 1234567)', '([phone])'],
    ['https://wa.me/436641234567', 'https://wa.me/[phone]'],
    ['📞0664 1234567', '📞[phone]'],
  ])('%s becomes %s', ([text, expected]) => {
    expect(redacted(text!)).toBe(expected);
  });
});

describe('payment cards', () => {
  test.for([
    '4111111111111111',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '4111\u20131111\u20131111\u20131111',
    '5500 0000 0000 0004',
    '3782 822463 10005',
    '378282246310005',
    '3056 930902 5904',
    '6011 1111 1111 1117',
    '3566002020360505',
    '4222222222222',
    '6304000000000000000',
    '4111\n1111\n1111\n1111',
    '4111\r\n1111 \r\n1111  1111',
    '4111_1111_1111_1111',
    '4111\u200b1111\u00ad1111\ufeff1111',
    '4111111111111111'.split('').join('\u200b'),
    '4111 - 1111 - 1111 - 1111',
    '４１１１　１１１１　１１１１　１１１１',
  ])('%s is one', (number) => {
    expect(redacted(number)).toBe('[card]');
    expect(redacted(`my card is ${number}.`)).toBe('my card is [card].');
  });

  test.for([
    ['#4111111111111111', '#[card]'],
    ['#4111-1111-1111-1111', '#[card]'],
    ['#4111 1111 1111 1111', '#[card]'],
    ['card-4111111111111111', 'card-[card]'],
    ['card_4111_1111_1111_1111', 'card_[card]'],
    ['CC#4111111111111111', 'CC#[card]'],
    ['CC4111 1111 1111 1111', 'CC[card]'],
    ['A1-4111111111111111', 'A1-[card]'],
    ['4111111111111111_', '[card]_'],
  ])('%s becomes %s', ([text, expected]) => {
    expect(redacted(text!)).toBe(expected);
  });

  test('one and a phone number are two', () => {
    expect(redacted('4111 1111 1111 1111 / 0664 1234567')).toBe('[card] / [phone]');
    expect(redacted('0664 1234567 / 4111 1111 1111 1111')).toBe('[phone] / [card]');
    expect(redacted('4111111111111111 valid 12/27 cvc 123')).toBe('[card] valid 12/27 cvc 123');
  });
});

describe('bank accounts', () => {
  test.for([
    'DE89370400440532013000',
    'DE89 3704 0044 0532 0130 00',
    'de89 3704 0044 0532 0130 00',
    'AT61 1904 3002 3457 3201',
    'AT61-1904-3002-3457-3201',
    'GB82 WEST 1234 5698 7654 32',
    'CH93 0076 2011 6238 5295 7',
    'NO93 8601 1117 947',
    'MT84 MALT 0110 0001 2345 MTLC AST0 01S',
    'NL91\u00a0ABNA\u00a00417\u00a01643\u00a000',
    'AT 61 1904 3002 3457 3201',
    'AT61\n1904\r\n3002_3457\u200b3201',
  ])('%s is one', (number) => {
    expect(redacted(number)).toBe('[iban]');
    expect(redacted(`IBAN ${number} thanks`)).toBe('IBAN [iban] thanks');
  });

  test('one whose check digits are wrong is none, and nothing of it stays all the same', () => {
    expect(redacted('DE88 3704 0044 0532 0130 00')).toBe('DE88 [phone]');
  });
});

describe('what stays', () => {
  test.for([
    // dates
    '21.11.2026',
    '21. 11. 2026',
    '1.2.26',
    '2026-11-21',
    '2026-11-21T10:30:00.000Z',
    '11/21/2026',
    '21/11/2026 18:30',
    '21 11 2026',
    '21.11.2026 - 24.11.2026',
    '2024-2026',
    // times
    '10:30',
    'from 10:30 to 12:45',
    '10.30 - 12.45',
    '08.30-17.00',
    '21.11.-24.11.',
    '0.1234567',
    // prices
    '€ 1.299,00',
    '1,299.00 USD',
    '1 299 000,50 €',
    '€ 12 345 678',
    '12345678 EUR',
    '1234567,50 €',
    '1.234.567',
    '1234567.89',
    '$1,234,567.89',
    // order numbers
    '123456',
    'order 98765',
    '#12345678',
    'INV-2026-00012345',
    'order A1234567',
    'INV-2026-0001234',
    'ORD-20260115-12345',
    'ORD-202601-12345678',
    'SKU-12345',
    'SKU-123-45678',
    'order_12345678',
    '#1234-5678',
    'IMG_20260115_103000',
    '2026_01_15',
    'A1B2',
    'v1.2.3-45',
    '550e8400-e29b-41d4',
    'COVID-19',
    '5_kg, 10_000',
    // and the rest
    '',
    'a pizza for 4, 2 cokes and 10 fries',
    '+1',
    '-273.15',
    '3.141592',
    'iPhone 15, 256 GB, 5G',
    'sizes 38 and 40',
    '1010 Wien, Ring 12/34',
    'version 4.23.1',
    '12345678901234567890123',
    '👍🏽 🎉',
    'DE is a country, AT61 is a road',
  ])('%s', (text) => {
    expect(redacted(text)).toBe(text);
  });
});

describe('any text', () => {
  const unit = fc.constantFrom(
    ...'0123456789 +-./()@,:;#aZ_é٣😀\u00a0\u200b\n€'.split(''),
    'DE89',
    '12.',
    '@b.co',
    '4111',
    '2026',
  );
  const texts = fc.string({ unit, maxLength: 200 });

  test('is redacted once: what is left has nothing more to take out', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = redacted(text);
        expect(redacted(once)).toBe(once);
      }),
      fuzz(200),
    );
  });

  test('keeps no address, card or number that was put between its words', () => {
    const secrets = [
      ['anna@example.com', '[email]'],
      ['AT61 1904 3002 3457 3201', '[iban]'],
      ['4111 1111 1111 1111', '[card]'],
      ['+43 664 1234567', '[phone]'],
    ] as const;
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab c,é!?\n'.split('')), maxLength: 60 }),
        fc.constantFrom(...secrets),
        (words, [secret, token]) => {
          expect(redacted(`${words} ${secret} ${words}`)).toBe(`${words} ${token} ${words}`);
        },
      ),
      fuzz(150),
    );
  });

  test('keeps no digits of a card, whatever sign stands before it and between its digits', () => {
    const gap = fc.constantFrom('', ' ', '-', '_', '\n', '\r\n', '\u200b', '\ufeff', ' - ');
    fc.assert(
      fc.property(
        fc.constantFrom('', '#', 'card-', 'CC#', 'no_', 'x', ': ', '\n'),
        gap,
        fc.constantFrom(1, 2, 4, 8),
        (before, between, size) => {
          const parts = '4111111111111111'.match(new RegExp(`.{${size}}`, 'gu')) ?? [];
          const card = parts.join(between);
          expect(redacted(`${before}${card} x`)).toBe(`${before}[card] x`);
        },
      ),
      fuzz(150),
    );
  });

  test('a long domain with no end is read in a time that grows with its length alone', () => {
    const text = `a@b${'.1'.repeat(50_000)}`;
    expect(redacted(text).startsWith('a@b')).toBe(true);
  });

  test.for([
    '@',
    'a@',
    'a.@',
    '1',
    '1 ',
    '+1 ',
    '(1',
    '1.1',
    'DE89 ',
    'AT61 1904 ',
    '1-',
    '.-',
    '!a',
    '4111 ',
    '#1-',
    '1_',
    '1\n',
    '4\u200b',
    'a@b.1.',
    '.1',
    'DE\n\n\n8',
  ])('of many %s is read in a time that grows with its length alone', (piece) => {
    // quadratic time would be minutes here, and end in the limit of a test
    const text = piece.repeat(20_000);
    expect(redacted(text).length).toBeGreaterThan(0);
  });
});
