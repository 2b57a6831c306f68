import { describe, expect, test } from 'bun:test';
import { toStoreFault } from '../../src/cache/store-fault.ts';

describe('toStoreFault', () => {
  test.each([
    ['OOM command not allowed when used memory > maxmemory', 'unavailable', 'OOM'],
    ['WRONGPASS invalid username-password pair', 'unavailable', 'WRONGPASS'],
    ['connect ECONNREFUSED 127.0.0.1:1', 'unavailable', 'ECONNREFUSED'],
    ['Command timed out', 'timeout', 'timeout'],
    ["Stream isn't writeable and enableOfflineQueue options is false", 'unavailable', 'not connected'],
    ['Command failed: the stored value 홍길동 was odd', 'unavailable', 'unknown reason'],
  ])('says of "%s" only a word of its own', (message, code, reason) => {
    const fault = toStoreFault('redis', new Error(message));
    expect({ code: fault.code as string, message: fault.message }).toEqual({
      code,
      message: `The redis cache failed: ${reason}`,
    });
  });

  test('lets neither keys, values nor passwords of the original pass', () => {
    const thrown = Object.assign(new Error('ERR, command was: ["set","key","홍길동"]'), {
      command: { name: 'auth', args: ['s3cret', '홍길동'] },
      cause: new Error('홍길동'),
    });
    expect(Bun.inspect(toStoreFault('upstash', thrown))).not.toMatch(/홍길동|s3cret|\["set"/);
  });

  test('takes anything that was thrown', () => {
    for (const thrown of [undefined, 17, 'text', {}]) expect(toStoreFault('redis', thrown).code).toBe('unavailable');
  });
});
