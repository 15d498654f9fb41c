import { expect, test } from 'vitest';
import { choicesIn, normalized } from '../../src/interpret/text.ts';

test.for([
  { text: 'Yes', expected: 'yes' },
  { text: '  two \t\n words  ', expected: 'two words' },
  { text: 'ÄRGER', expected: 'ärger' },
  { text: 'no\u00A0break\u3000space', expected: 'no break space' },
  { text: ' \n ', expected: '' },
  { text: '1. (red)!', expected: '1. (red)!' },
])('$text is compared as $expected', ({ text, expected }) => {
  expect(normalized(text)).toBe(expected);
});

/** As the SDK's ChoiceFactory writes them. */
test.for([
  { language: 'English', text: 'Size? (1) small or (2) large', titles: ['small', 'large'] },
  {
    language: 'English, three',
    text: 'Which one? (1) red, (2) green, or (3) blue',
    titles: ['red', 'green', 'blue'],
  },
  {
    language: 'names with commas',
    text: '(1) Wien, Österreich or (2) Graz',
    titles: ['Wien, Österreich', 'Graz'],
  },
  { language: 'German', text: '(1) rot oder (2) blau', titles: ['rot', 'blau'] },
  {
    language: 'German, three',
    text: '(1) rot, (2) grün, oder (3) blau',
    titles: ['rot', 'grün', 'blau'],
  },
  { language: 'Spanish', text: '¿Cuál? (1) rojo o (2) azul', titles: ['rojo', 'azul'] },
  {
    language: 'Italian, three: no comma before the last',
    text: '(1) rosso, (2) verde o (3) blu',
    titles: ['rosso', 'verde', 'blu'],
  },
  { language: 'Japanese', text: '(1) 赤 または (2) 青', titles: ['赤', '青'] },
  {
    language: 'Japanese, three',
    text: '(1) 赤、 (2) 緑、 または (3) 青',
    titles: ['赤', '緑', '青'],
  },
  { language: 'Chinese', text: '(1) 红 要么 (2) 蓝', titles: ['红', '蓝'] },
  {
    language: 'Chinese, three',
    text: '(1) 红, (2) 绿， 要么 (3) 蓝',
    titles: ['红', '绿', '蓝'],
  },
  {
    language: 'titles of several words',
    text: '(1) a large one, (2) a small one, or (3) none of them.',
    titles: ['a large one', 'a small one', 'none of them'],
  },
  {
    language: 'a list',
    text: 'Which one?\n\n   1. red\n   2. green\n   3. blue',
    titles: ['red', 'green', 'blue'],
  },
  {
    language: 'a list with titles in which there is a comma',
    text: 'Where?\n1. Vienna, Austria\n2. Berlin, Germany',
    titles: ['Vienna, Austria', 'Berlin, Germany'],
  },
  {
    language: 'ten and more',
    text: Array.from({ length: 11 }, (_, i) => `${i + 1}. n${i}`).join('\n'),
    titles: Array.from({ length: 11 }, (_, i) => `n${i}`),
  },
])('choices in $language', ({ text, titles }) => {
  expect(choicesIn(text)).toEqual(titles.flatMap((title, i) => [String(i + 1), title]));
});

test.for([
  { what: 'no list at all', text: 'How old are you?' },
  { what: 'nothing', text: '' },
  { what: 'one number', text: 'See note (1) below, please' },
  { what: 'one line', text: '1. is the loneliest number' },
  { what: 'numbers that do not begin with 1', text: '(2) red or (3) blue' },
  { what: 'a gap', text: '(1) red, (3) blue' },
  { what: 'a number twice', text: '(1) red, (1) blue' },
  { what: 'the wrong order', text: '2. red\n1. blue' },
  { what: 'years', text: 'Founded (1998) in Vienna, sold (2004) in Graz' },
  { what: 'prose that refers back', text: 'As said in (2) and in (1) above, it depends' },
  { what: 'prices', text: 'It is\n12.50 for one\n20.00 for two' },
])('$what is no list of choices', ({ text }) => {
  expect(choicesIn(text)).toEqual([]);
});
