import { describe, expect, test } from 'bun:test';
import { Envelope } from '../../src/cache/envelope.ts';

const CONTENT = { content: new TextEncoder().encode('marker 갑목'), expiresAtSeconds: 1_800_000_000 };
const SECRET = 'a secret of the operator';

function opens(envelope: Envelope, { key, bytes }: { key: string; bytes: Uint8Array }): boolean {
  return envelope.open(key, bytes) !== undefined;
}

describe.each([['with a secret', SECRET] as const, ['without a secret', undefined] as const])(
  'envelope %s',
  (_, secret) => {
    const envelope = new Envelope(secret);

    test('gives back what was sealed, and shows nothing of it', () => {
      const bytes = envelope.seal('k', CONTENT);
      const opened = envelope.open('k', bytes);
      expect(opened && { ...opened, content: new Uint8Array(opened.content) }).toEqual(CONTENT);
      expect(Buffer.from(bytes).toString('latin1')).not.toContain('marker');
    });

    test('seals the same content differently each time', () => {
      expect(envelope.seal('k', CONTENT)).not.toEqual(envelope.seal('k', CONTENT));
    });

    test('does not open under another key or another secret', () => {
      const bytes = envelope.seal('k', CONTENT);
      expect(opens(envelope, { key: 'l', bytes })).toBe(false);
      expect(opens(new Envelope('another secret of another operator'), { key: 'k', bytes })).toBe(false);
    });

    test('does not open when any byte is changed, or the end is missing', () => {
      const bytes = envelope.seal('k', CONTENT);
      for (let at = 0; at < bytes.byteLength; at++) {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(opens(envelope, { key: 'k', bytes: changed })).toBe(false);
        expect(opens(envelope, { key: 'k', bytes: bytes.subarray(0, at) })).toBe(false);
      }
    });

    test('opens what another instance with the same secret has sealed', () => {
      expect(opens(new Envelope(secret), { key: 'k', bytes: envelope.seal('k', CONTENT) })).toBe(true);
      expect(new Envelope(secret).nameOf('s', 'k')).toBe(envelope.nameOf('s', 'k'));
    });
  },
);

test('Envelope refuses a secret that could be guessed, and does not repeat it', () => {
  expect(() => new Envelope('short secret')).toThrow(/found 12 characters/);
  expect(() => new Envelope('short secret')).not.toThrow(/short secret/);
});

test('Envelope gives names that differ with the secret', () => {
  expect(new Envelope(SECRET).nameOf('r', 'k')).not.toBe(new Envelope(undefined).nameOf('r', 'k'));
});
