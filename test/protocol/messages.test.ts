import { describe, expect, test } from 'bun:test';
import { ServiceError } from '../../src/kernel/errors.ts';
import { checkVersion, fromFault, isHello, PROTOCOL_VERSION, toFault } from '../../src/protocol/messages.ts';

describe('the wire', () => {
  test('keeps code and message of our own errors through a structured clone', () => {
    const fault = structuredClone(toFault(new ServiceError('invalid_request', 'Token id "9" is outside')));
    expect(fromFault(fault)).toMatchObject({ code: 'invalid_request', message: 'Token id "9" is outside' });
  });

  test('carries no text of a foreign error', () => {
    for (const thrown of [new Error('input was: secret'), 'secret', 42, undefined])
      expect(toFault(thrown)).toEqual({ code: 'worker_error', message: 'The inference engine failed' });
  });

  test('gives worker_error when a fault has a code that this side does not know', () => {
    const foreign = JSON.parse('{"code":"out_of_cheese","message":"x"}');
    expect(fromFault(foreign).code).toBe('worker_error');
  });

  test('refuses every other version', () => {
    expect(checkVersion(PROTOCOL_VERSION)).toBeUndefined();
    for (const version of [PROTOCOL_VERSION + 1, 0, String(PROTOCOL_VERSION), undefined, null])
      expect(checkVersion(version)?.code).toBe('worker_error');
  });

  test('knows a greeting from anything else', () => {
    expect(isHello({ hello: 'quintet-engine', version: 999 })).toBe(true);
    for (const message of [undefined, null, 'hello', 1, {}, { hello: 'other' }, { id: 1, type: 'RAW' }])
      expect(isHello(message)).toBe(false);
  });
});
