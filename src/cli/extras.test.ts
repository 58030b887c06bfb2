import { expect, it } from 'vitest';
import { extrasOf } from './extras.ts';

it.each([
  ['proxied=true', { proxied: true }],
  ['comment=web server', { comment: 'web server' }],
  ['comment=', { comment: '' }],
  ['comment=null', { comment: null }],
  ['comment="null"', { comment: 'null' }],
  ['comment=[draft] x=y', { comment: '[draft] x=y' }],
  ['tags=["a","b"]', { tags: ['a', 'b'] }],
])('reads %s', (word, extras) => {
  expect(extrasOf([word])).toEqual({ extras });
});

it('says nothing where nothing is given, and refuses words without a value', () => {
  expect(extrasOf([])).toEqual({});
  expect(() => extrasOf(['proxied'])).toThrow(/no key with a value/);
});
