// The dashboard and the API page in Chromium, against the real service with the bundled pack: under load, with a worker
// killed, across a restart, with and without a key, in both languages, both themes, and on a phone.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { readConfig } from '../../src/config.ts';
import { openService, type Service } from '../../src/service.ts';
import { findBarriers, findOverflow, HAS_CHROMIUM, openBrowser, openPage } from '../fixtures/browser.ts';
import { serveFake } from '../fixtures/http.ts';

const ROOT = path.join(import.meta.dir, '../..');
const SHOTS = path.join(os.tmpdir(), 'quintet-screenshots');
const CONFIG = readConfig(
  { RAG_EXECUTOR_WORKERS: '2', RAG_LOG_LEVEL: 'silent', RAG_MODEL: 'english' },
  { cores: 2, memoryBytes: 2 ** 33 },
);
const KEY = 'key-of-the-dashboard';
/** A hundredth of a second's processor time: what one second of an open dashboard may cost. */
const MAX_SNAPSHOT_MS = 10;

type Started = AsyncDisposable & { readonly service: Service; readonly workers: Worker[]; readonly url: string };

/** The real service behind a real listener; `workers` are its workers in the order in which they were started. */
async function start(port = 0): Promise<Started> {
  const workers: Worker[] = [];
  const spawn = (): Worker => {
    const worker = new Worker(path.join(ROOT, 'workers', 'inference.ts'));
    workers.push(worker);
    return worker;
  };
  const service = await openService(CONFIG, { root: ROOT, version: 'test', spawn });
  const server = Bun.serve({ hostname: '127.0.0.1', port, idleTimeout: 255, fetch: service.fetch });
  await service.ready();
  return {
    service,
    workers,
    url: server.url.origin,
    async [Symbol.asyncDispose]() {
      await server.stop(true);
      await service[Symbol.asyncDispose]();
    },
  };
}

async function ask(url: string, body: object): Promise<number> {
  const response = await fetch(`${url}/v1/prefetch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ saju: { dayMaster: '甲' }, astro: { sun: 'leo' }, ...body }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** Charts without questions, distinct so that no cache answers, until it is disposed. */
function putUnderLoad(url: string): AsyncDisposable {
  const state = { isOver: false };
  const done = (async () => {
    for (let place = 0; !state.isOver; place++) {
      await ask(url, { token_budget: 500 + (place % 2000) });
      await Bun.sleep(10);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      state.isOver = true;
      await done;
    },
  };
}

const untilStatus = (page: Page, text: string | RegExp) =>
  page.locator('.link [role=status]').filter({ hasText: text }).waitFor({ timeout: 30_000 });

async function askInPage(page: Page): Promise<void> {
  await page.locator('select[name=sample] option').nth(1).waitFor({ state: 'attached' });
  await page.click('.try-form button[type=submit]');
  await page.locator('.part').nth(4).waitFor();
}

let started: Started;
let browser: Browser;

beforeAll(async () => {
  if (!HAS_CHROMIUM) return;
  await mkdir(SHOTS, { recursive: true });
  started = await start();
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await started?.[Symbol.asyncDispose]();
});

describe.skipIf(!HAS_CHROMIUM)('the dashboard', () => {
  test('loads without an error and shows pack, model and workers', async () => {
    await using opened = await openPage(browser, `${started.url}/dashboard`);
    const { page, errors } = opened;
    await untilStatus(page, /^Live/);
    await page.locator('.workers li').nth(1).waitFor();
    expect(await page.locator('footer').innerText()).toContain('destiny');
    expect(await page.locator('footer').innerText()).toContain('all-minilm-l6-v2');
    expect(await page.locator('.plot canvas').count()).toBe(2);
    expect(errors).toEqual([]);
  });

  test('moves with the load and shows the bars of a slow request', async () => {
    await using opened = await openPage(browser, `${started.url}/dashboard`);
    const { page, errors } = opened;
    await untilStatus(page, /^Live/);
    const before = await page.locator('.tiles .note').first().innerText();
    await using _load = putUnderLoad(started.url);
    await page.waitForFunction(() => Number(document.querySelector('.tiles dd')?.textContent) > 1, undefined, {
      timeout: 30_000,
    });
    expect(await page.locator('.tiles .note').first().innerText()).not.toBe(before);
    await page.locator('.times tbody tr th', { hasText: '/v1/prefetch' }).waitFor();
    await page.locator('.waterfall li .track i').nth(4).waitFor();
    expect(errors).toEqual([]);
  });

  test('shows a killed worker within two seconds, and that it came back', async () => {
    await using opened = await openPage(browser, `${started.url}/dashboard`);
    const { page } = opened;
    await untilStatus(page, /^Live/);
    await page.locator('.workers li[data-life=ready]').nth(1).waitFor({ timeout: 30_000 });
    const restarts = await page.locator('.workers .restarts').count();
    started.workers[0]?.terminate();
    const killedAt = performance.now();
    await page
      .locator('.workers li:is([data-life=dead], [data-life=starting])')
      .or(page.locator('.workers .restarts').nth(restarts))
      .first()
      .waitFor({ timeout: 5000 });
    expect(performance.now() - killedAt).toBeLessThan(2000);
    await page.locator('.workers li .restarts').waitFor({ timeout: 30_000 });
    await page.waitForFunction(() => document.querySelector('.tiles')?.textContent?.includes('2 / 2'), undefined, {
      timeout: 30_000,
    });
    expect(await page.locator('.workers').innerText()).toContain('last stop: crash');
  }, 90_000);

  test('says that the service is gone, tries again, and goes on when it is back', async () => {
    const first = await start();
    await using opened = await openPage(browser, `${first.url}/dashboard`);
    const { page } = opened;
    await untilStatus(page, /^Live/);
    await first[Symbol.asyncDispose]();
    await untilStatus(page, /Disconnected/);
    await page.locator('.stale').waitFor();
    await using _second = await start(Number(new URL(first.url).port));
    await untilStatus(page, /^Live/);
    await page.locator('.stale').waitFor({ state: 'detached' });
    await page.locator('.tiles', { hasText: '2 / 2' }).waitFor();
  }, 120_000);

  test('lets the service stop at once although it is open', async () => {
    await using other = await start();
    await using opened = await openPage(browser, `${other.url}/dashboard`);
    await untilStatus(opened.page, /^Live/);
    other.service.startDraining();
    await untilStatus(opened.page, /Disconnected|shutting down|not ready/);
  }, 60_000);
});

describe.skipIf(!HAS_CHROMIUM)('the try-it panel', () => {
  test.each([
    { locale: 'en-US', word: /[A-Za-z]{3}/, because: 'Because', context: 'Packed context' },
    { locale: 'ko-KR', word: /\p{Script=Hangul}{2}/u, because: '까닭', context: '묶은 컨텍스트' },
  ])('gives five parts, reasons in words, context and calls in $locale', async ({ locale, word, because, context }) => {
    await using opened = await openPage(browser, `${started.url}/dashboard#try`, { locale });
    const { page, errors } = opened;
    await askInPage(page);
    expect(await page.locator('.part').count()).toBe(5);
    expect(await page.locator('.why').first().innerText()).toContain(because);
    expect(await page.locator('.fact').first().innerText()).toMatch(word);
    expect(await page.locator('.fact').first().getAttribute('title')).toMatch(/^(saju|astro)\./);
    const packed = page.locator('details', { hasText: context }).last();
    expect(await packed.locator('small').innerText()).toMatch(/[1-9][\d,]*/);
    expect(await packed.locator('pre').innerText()).toMatch(word);
    expect(errors).toEqual([]);
  });

  test('writes a curl call that a shell can run', async () => {
    await using opened = await openPage(browser, `${started.url}/dashboard#try`);
    const { page } = opened;
    await askInPage(page);
    await page.fill('[name=question]', "Why don't we talk?");
    await page.locator('.answer > details').last().locator('summary').click();
    const command = await page.locator('.snippet pre').filter({ hasText: 'curl' }).innerText();
    const { stdout } = Bun.spawn(['bash', '-c', command], { stdout: 'pipe' });
    expect(await new Response(stdout).json()).toMatchObject({ cache_hit: false, degraded: expect.any(Boolean) });
  });

  test('says what is wrong with a chart, and what the service refuses', async () => {
    await using opened = await openPage(browser, `${started.url}/dashboard#try`);
    const { page } = opened;
    await askInPage(page);
    await page.fill('[name=chart]', '{"saju": ');
    expect(await page.locator('#chart-fault').innerText()).toContain('This is not JSON');
    expect(await page.locator('.try-form button[type=submit]').isDisabled()).toBe(true);
    await page.fill('[name=chart]', '{"saju": 5}');
    await page.click('.try-form button[type=submit]');
    await page.locator('.answer p.bad', { hasText: '400' }).waitFor();
  });
});

describe.skipIf(!HAS_CHROMIUM)('with a key set', () => {
  test('the page asks for it, says when it is wrong, and streams with the right one', async () => {
    const { app } = serveFake({ apiKeys: [KEY], clock: { now: () => performance.now(), after: startTimer } });
    await using parts = new AsyncDisposableStack();
    const server = parts.adopt(Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: app.fetch }), (own) =>
      own.stop(true),
    );
    await using opened = await openPage(browser, `${server.url.origin}/dashboard`);
    const { page } = opened;
    await untilStatus(page, 'Key needed');
    await page.fill('input[name=key]', 'wrong');
    await page.keyboard.press('Enter');
    await page.locator('[role=alert]', { hasText: 'not accepted' }).waitFor();
    await page.fill('input[name=key]', KEY);
    await page.keyboard.press('Enter');
    await untilStatus(page, /^Live/);
    await page.reload();
    await untilStatus(page, /^Live/);
    await page.goto(`${server.url.origin}/dashboard#try`);
    await page.locator('.snippet', { hasText: 'curl' }).first().waitFor({ state: 'attached' });
    expect(await page.content()).toContain('$QUINTET_KEY');
    expect(await page.content()).not.toContain(KEY);
  });
});

function startTimer(delayMs: number, wake: () => void): () => void {
  const timer = setTimeout(wake, delayMs);
  return () => clearTimeout(timer);
}

describe.skipIf(!HAS_CHROMIUM)('the API page', () => {
  test('lists every operation and runs an example', async () => {
    await using opened = await openPage(browser, `${started.url}/docs`);
    const { page, errors } = opened;
    const document = await (await fetch(`${started.url}/openapi.json`)).json();
    const count = Object.values<object>(document.paths).flatMap((operations) => Object.keys(operations)).length;
    await page.locator('.operation').first().waitFor();
    expect(await page.locator('.operation').count()).toBe(count);
    const operation = page.locator('#post-v1-prefetch');
    await operation.locator('summary').first().click();
    await operation.getByRole('button', { name: 'Run' }).click();
    await operation.locator('.chip', { hasText: /^200 in/ }).waitFor();
    const events = page.locator('#get-v1-dashboard-events');
    await events.locator('summary').first().click();
    await events.getByRole('button', { name: 'Run' }).click();
    await events.locator('pre', { hasText: 'event: snapshot' }).waitFor();
    expect(errors).toEqual([]);
  });
});

const LOOKS = [
  { name: 'light', colorScheme: 'light', locale: 'en-US', viewport: { width: 1440, height: 900 } },
  { name: 'dark', colorScheme: 'dark', locale: 'ko-KR', viewport: { width: 1440, height: 900 } },
  { name: 'phone', colorScheme: 'dark', locale: 'ko-KR', viewport: { width: 390, height: 844 } },
] as const;

describe.skipIf(!HAS_CHROMIUM).each(LOOKS)('in the look "$name"', ({ name, ...look }) => {
  test.each([
    { view: 'monitor', at: '/dashboard' },
    { view: 'try', at: '/dashboard#try' },
    { view: 'docs', at: '/docs#post-v1-prefetch' },
  ])(
    '$view has no serious barrier, fits its window, and works by keyboard',
    async ({ view, at }) => {
      await using opened = await openPage(browser, `${started.url}${at}`, look);
      const { page, errors } = opened;
      if (view !== 'docs') await untilStatus(page, /^(Live|실시간)/);
      if (view === 'try') await askInPage(page);
      if (view === 'docs') await page.locator('.operation[open] form').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      expect(await findOverflow(page)).toBeLessThanOrEqual(0);
      await page.keyboard.press('Tab');
      expect(
        await page.evaluate(() => document.activeElement?.matches('a, button, input, select, summary, [tabindex]')),
      ).toBe(true);
      await page.screenshot({ path: path.join(SHOTS, `${view}-${name}.png`), fullPage: true });
      expect(errors).toEqual([]);
    },
    60_000,
  );
});

test('a snapshot costs less than a hundredth of a second of the processor', async () => {
  if (!HAS_CHROMIUM) return;
  const read = async (): Promise<void> => {
    await (await started.service.fetch(new Request('http://127.0.0.1/v1/dashboard'))).text();
  };
  for (let round = 0; round < 20; round++) await read();
  const rounds = 100;
  const { user, system } = process.cpuUsage();
  for (let round = 0; round < rounds; round++) await read();
  const spent = process.cpuUsage({ user, system });
  const each = (spent.user + spent.system) / 1000 / rounds;
  console.info(`one snapshot takes ${each.toFixed(2)} ms of processor time, ${(each / 10).toFixed(2)} % of a core`);
  expect(each).toBeLessThan(MAX_SNAPSHOT_MS);
});
