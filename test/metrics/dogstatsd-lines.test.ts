import { describe, expect, test } from 'bun:test';
import {
  MAX_DATAGRAM_BYTES,
  packDatagrams,
  toDatadogName,
  toLines,
  toTags,
} from '../../src/metrics/dogstatsd-lines.ts';

describe('dogstatsd', () => {
  test('a line is name, values, type, rate and tags in the order of the protocol', () => {
    const tags = toTags(['route', 'status'], ['/v1/sessions/{id}', '200']);
    expect(toLines({ name: 'quintet.requests', tags, type: 'c', values: [3] })).toEqual([
      'quintet.requests:3|c|#route:/v1/sessions/{id},status:200',
    ]);
    expect(toLines({ name: 'a', tags: [], type: 'd', values: [0.25, 1e-7 / 3], rate: 1 / 3 })).toEqual([
      'a:0.25:3.333333e-8|d|@0.333333',
    ]);
  });

  test('names follow the convention of Datadog', () => {
    expect(toDatadogName('quintet_requests_total')).toBe('quintet.requests');
    expect(toDatadogName('quintet_request_duration_seconds')).toBe('quintet.request_duration_seconds');
    expect(toDatadogName('process_resident_memory_bytes')).toBe('quintet.process_resident_memory_bytes');
  });

  test('a tag cannot end itself or the line when its value holds separators', () => {
    expect(toTags(['a', 'b'], ['x|y,z#\n', ''])).toEqual(['a:x_y_z__']);
  });

  test('no datagram is longer than a frame when there are many lines and values', () => {
    const values = Array.from({ length: 1000 }, (_, index) => index / 7);
    const lines = toLines({ name: 'quintet.source_duration_seconds', tags: ['source:그래프'], type: 'd', values });
    const datagrams = packDatagrams([...lines, 'x:1|c', 'y:2|c']);
    for (const datagram of datagrams) expect(Buffer.byteLength(datagram)).toBeLessThanOrEqual(MAX_DATAGRAM_BYTES);
    const sent = datagrams
      .join('\n')
      .split('\n')
      .filter((line) => line.startsWith('quintet'))
      .flatMap((line) => line.split('|')[0]?.split(':').slice(1) ?? []);
    expect(sent.length).toBe(1000);
    expect(Number(sent[999])).toBeCloseTo(999 / 7, 4);
    expect(datagrams.at(-1)).toEndWith('x:1|c\ny:2|c');
    expect(datagrams.length).toBeLessThan(12);
  });

  test('nothing is packed when there is nothing to send', () => {
    expect(packDatagrams([])).toEqual([]);
    expect(toLines({ name: 'a', tags: [], type: 'd', values: [] })).toEqual([]);
  });
});
