// The one error: what it carries, and what anything else becomes.
import { describe, expect, test } from 'bun:test';
import { ERROR_CODES, ServiceError, toServiceError } from '../../src/kernel/errors.ts';

describe('a service error', () => {
  test('carries code, cause, pointer and the wait before another try', () => {
    const cause = new Error('inner');
    const error = new ServiceError('overloaded', 'Too many', { cause, retryAfterMs: 50, pointer: '/a' });
    expect(error).toMatchObject({ code: 'overloaded', message: 'Too many', cause, retryAfterMs: 50, pointer: '/a' });
    expect(error).toBeInstanceOf(Error);
  });

  test('has no cause property when none was given', () => {
    expect('cause' in new ServiceError('timeout', 'Late')).toBe(false);
  });

  test('codes are all different', () => {
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
  });
});

describe('toServiceError', () => {
  test('returns our own errors as they are', () => {
    const error = new ServiceError('not_found', 'Gone');
    expect(toServiceError(error)).toBe(error);
  });

  test.each(['AbortError', 'TimeoutError'])('turns an %s into cancelled', (name) => {
    expect(toServiceError(new DOMException('', name)).code).toBe('cancelled');
  });

  test.each([
    ['a foreign error', new Error('question: am I ill?')],
    ['a string', 'am I ill?'],
    ['undefined', undefined],
    ['null', null],
    ['an object that looks like ours', { code: 'timeout' }],
  ])('turns %s into internal without its text, keeping the cause', (_, thrown) => {
    const error = toServiceError(thrown);
    expect(error.code).toBe('internal');
    expect(error.message).not.toContain('ill');
    expect(error.cause).toBe(thrown);
  });
});
