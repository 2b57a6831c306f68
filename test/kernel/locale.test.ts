// The order of languages is part of the vector segments: rows of the first language come first.
import { expect, test } from 'bun:test';
import { LOCALES } from '../../src/kernel/locale.ts';

test('languages keep the order that vector segments are written in', () => {
  expect([...LOCALES]).toEqual(['ko', 'en']);
});
