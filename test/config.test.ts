// The configuration: pure, all faults at once, and nothing dangerous by accident.
import { describe, expect, test } from 'bun:test';
import { describeSettings, isLoopback, readConfig } from '../src/config.ts';
import { ServiceError } from '../src/kernel/errors.ts';
import type { Environment } from '../src/settings/kinds.ts';

const MACHINE = { cores: 8, memoryBytes: 16 * 2 ** 30 };

/** The lines of the one error, without its first; empty when there is none. */
function faultsOf(environment: Environment): string[] {
  try {
    readConfig(environment, MACHINE);
    return [];
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'bad_config') throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

describe('defaults', () => {
  test('are private, offline and complete', () => {
    const config = readConfig({}, MACHINE);
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8787,
      apiKeys: [],
      corsOrigins: [],
      model: 'multilingual',
      device: 'auto',
      isDisabled: false,
      redisUrls: [],
      upstashUrl: undefined,
    });
  });

  test('take the machine into account: workers by cores up to four, caches by memory', () => {
    const workersOf = (cores: number) => readConfig({}, { ...MACHINE, cores }).workers;
    expect([workersOf(1), workersOf(2), workersOf(64)]).toEqual([1, 2, 4]);
    const cacheOf = (mib: number) => readConfig({}, { ...MACHINE, memoryBytes: mib * 2 ** 20 }).cacheMib;
    expect([cacheOf(16), cacheOf(256), cacheOf(65_536)]).toEqual([8, 15, 64]);
  });

  test('count for a variable that is set to nothing', () => {
    expect(readConfig({ RAG_PORT: '', RAG_MODEL: '' }, MACHINE)).toEqual(readConfig({}, MACHINE));
  });
});

describe('readConfig', () => {
  test('reports every fault at once, each with the variable, what was found and what was expected', () => {
    const faults = faultsOf({
      RAG_PORT: '70000',
      RAG_EXECUTOR_WORKERS: 'many',
      RAG_DEVICE: 'tpu',
      RAG_DISABLE: 'maybe',
      RAG_HOST: '0.0.0.0',
      UPSTASH_REDIS_REST_URL: 'https://db.example',
    });
    expect(faults).toHaveLength(6);
    for (const start of [
      'RAG_PORT: found "70000", expected a whole number from 0 to 65535',
      'RAG_EXECUTOR_WORKERS: found "many"',
      'RAG_DEVICE: found "tpu", expected one of auto, wasm, webgpu, cpu, cuda',
      'RAG_DISABLE: found "maybe", expected 1 or 0',
      'RAG_HOST: found the public address "0.0.0.0" without a key',
      'UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN: found one',
    ])
      expect(faults.some((fault) => fault.startsWith(start))).toBe(true);
  });

  test.each(['1.5', '-1', 'NaN', 'Infinity', '1e9', '0x'])('refuses "%s" as a port', (text) => {
    expect(faultsOf({ RAG_PORT: text })).toHaveLength(1);
  });

  // Number(' ') is 0, and every object has a constructor. Take `.failing` away with the fault in src/settings.ts.
  test('refuses blanks as a port', () => {
    expect(faultsOf({ RAG_PORT: ' ' })).toHaveLength(1);
  });

  test('refuses the names of what every object has as a switch', () => {
    expect([...faultsOf({ RAG_DISABLE: 'constructor' }), ...faultsOf({ RAG_DISABLE: '__proto__' })]).toHaveLength(2);
  });

  test.each([
    ['1', true],
    ['TRUE', true],
    ['on', true],
    ['0', false],
    ['No', false],
  ])('reads the switch "%s"', (text, value) => {
    expect(readConfig({ RAG_DISABLE: text }, MACHINE).isDisabled).toBe(value);
  });

  test('prefers RAG_PORT to PORT and takes PORT alone', () => {
    expect(readConfig({ RAG_PORT: '1', PORT: '2' }, MACHINE).port).toBe(1);
    expect(readConfig({ PORT: '2' }, MACHINE).port).toBe(2);
  });

  test('splits lists at commas and drops empty entries', () => {
    expect(readConfig({ RAG_API_KEYS: ' one, ,two,' }, MACHINE).apiKeys).toEqual(['one', 'two']);
  });

  test('binds to a public address only with a key', () => {
    expect(faultsOf({ RAG_HOST: '0.0.0.0', RAG_API_KEY: 'key' })).toEqual([]);
    expect(faultsOf({ RAG_HOST: '0.0.0.0', RAG_API_KEY: ' , ' })).toHaveLength(1);
  });

  test('never shows a secret in a fault', () => {
    const secret = 'hunter2';
    for (const name of ['REDIS_URL', 'UPSTASH_REDIS_REST_URL'])
      expect(faultsOf({ [name]: `htp://user:${secret}@db.example` }).join()).not.toContain(secret);
  });
});

describe('isLoopback', () => {
  test.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])('knows %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  test.each(['0.0.0.0', '::', '10.0.0.1', 'example.com', '127.0.0.1.example.com', 'localhost.example.com'])(
    'does not take %s for one',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});

describe('describeSettings', () => {
  test('documents every setting in one sentence or more and shows the same on every machine', () => {
    const rows = describeSettings();
    expect(new Set(rows.map((row) => row.name)).size).toBe(rows.length);
    expect(rows.every(({ doc }) => doc.endsWith('.') && !doc.includes('|') && !doc.includes('\n'))).toBe(true);
  });
});
