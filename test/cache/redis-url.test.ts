import { describe, expect, test } from 'bun:test';
import { parseRedisUrls } from '../../src/cache/redis-url.ts';

describe('parseRedisUrls', () => {
  test('reads host, port, credentials and database', () => {
    expect(parseRedisUrls(['redis://me:p%40ss@db.example:6380/2'])).toEqual({
      nodes: [{ host: 'db.example', port: 6380 }],
      isCluster: false,
      username: 'me',
      password: 'p@ss',
      database: 2,
      tls: undefined,
    });
  });

  test('takes the usual port, no credentials and database 0 when the URL is silent', () => {
    const { nodes, username, password, database } = parseRedisUrls(['redis://[::1]']);
    expect({ nodes, username, password, database }).toEqual({
      nodes: [{ host: '::1', port: 6379 }],
      username: undefined,
      password: undefined,
      database: 0,
    });
  });

  test('asks for TLS with the name of the host when the protocol is rediss', () => {
    expect(parseRedisUrls(['rediss://db.example']).tls).toEqual({ servername: 'db.example' });
    expect(parseRedisUrls(['rediss://127.0.0.1']).tls).toEqual({ servername: undefined });
  });

  test('means a cluster when there are several URLs, or one says so', () => {
    expect(parseRedisUrls(['redis://a', 'redis://b:7000']).nodes).toEqual([
      { host: 'a', port: 6379 },
      { host: 'b', port: 7000 },
    ]);
    expect(parseRedisUrls(['redis://a', 'redis://b']).isCluster).toBe(true);
    expect(parseRedisUrls(['redis://a?cluster=1']).isCluster).toBe(true);
  });

  test.each([
    [[]],
    [['http://a']],
    [['nonsense:s3cret@']],
    [['redis://:s3cret@a/x']],
    [['redis://:s3cret@a/1', 'redis://b']],
  ])('refuses %p as bad_config without repeating a password', (urls: string[]) => {
    expect(() => parseRedisUrls(urls)).toThrow(/REDIS_URL/);
    expect(() => parseRedisUrls(urls)).not.toThrow(/s3cret/);
  });
});
