import { describe, expect, test } from 'bun:test';
import path from 'node:path';
import { renderDevicePage } from '../../bench/device-page.ts';

const ROOT = path.join(import.meta.dir, '../..');

describe('the page of devices', () => {
  test('is committed as its command writes it', async () => {
    const text = await Bun.file(path.join(ROOT, 'docs', 'devices.md')).text();
    expect(await renderDevicePage(text, { root: ROOT })).toBe(text);
  });

  test('says how to measure when nothing was measured', async () => {
    const text = '<!-- devices -->\nold\n<!-- /devices -->';
    const page = await renderDevicePage(text, { root: path.join(ROOT, 'test', 'fixtures', 'nowhere') });
    expect(page).toContain('Run `bun bench devices`');
  });
});
