import { describe, expect, test } from 'bun:test';
import { openProcessHost, type ProcessHost } from '../../src/pool/process-host.ts';
import { jobOf, observe } from '../fixtures/pool.ts';
import { openProcessPool, spawnProcess } from '../fixtures/processes.ts';
import { codeOf } from '../fixtures/settled.ts';

describe('a pool over processes', () => {
  test('answers each job with its own vector', async () => {
    await using pool = openProcessPool('echo', { size: 2 });
    const results = await Promise.all(Array.from({ length: 100 }, (_, at) => pool.run(jobOf(at + 1))));
    expect(results.map(({ vector }) => vector[0])).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
  });

  test('retries the job elsewhere when its process was killed from outside', async () => {
    const seen = observe();
    const hosts: ProcessHost[] = [];
    const spawn = () => {
      const host = spawnProcess('echo')();
      hosts.push(host);
      return host;
    };
    await using pool = openProcessPool('echo', { spawn, events: seen.events });
    await pool.ready();
    const [first] = hosts;
    if (first) process.kill(first.pid, 'SIGKILL');
    const job = pool.run(jobOf(7));
    expect((await job).vector[0]).toBe(7);
    expect(seen.stopped).toEqual(['crash']);
  });

  test('gives worker_error when two processes died of the same job, and serves the next', async () => {
    await using pool = openProcessPool('echo');
    expect(await codeOf(pool.run(jobOf(667)))).toBe('worker_error');
    expect((await pool.run(jobOf(1))).vector[0]).toBe(1);
  });

  test('kills a process that hangs inside a call, and serves the next job', async () => {
    const seen = observe();
    await using pool = openProcessPool('echo', { runLimitMs: 50, events: seen.events });
    await pool.ready();
    expect(await codeOf(pool.run(jobOf(668)))).toBe('worker_error');
    expect((await pool.run(jobOf(1))).vector[0]).toBe(1);
    expect(seen.stopped).toEqual(['overrun']);
  });

  test.each(['exit', 'refuse', 'stranger'])(
    'says unavailable when its program is one that does this: %s',
    async (mode) => {
      await using pool = openProcessPool(mode, { bootFailures: 1 });
      expect(await codeOf(pool.ready())).toBe('unavailable');
    },
  );

  test('says unavailable when its program is not there', async () => {
    const spawn = () => openProcessHost(['/nowhere/quintet-no-such-program']);
    await using pool = openProcessPool('echo', { spawn, bootFailures: 1 });
    expect(await codeOf(pool.ready())).toBe('unavailable');
  });
});

describe('a process', () => {
  test('gives one close when it is killed, and takes messages after its end', async () => {
    const host = spawnProcess('silent')();
    const closed = new Promise<void>((resolve) => host.addEventListener('close', () => resolve()));
    host.terminate();
    await closed;
    expect(() => host.postMessage({ id: 'late' })).not.toThrow();
  });

  test('ends with its parent', async () => {
    const program = `
      import { spawnProcess } from '${import.meta.dir}/../fixtures/processes.ts';
      const host = spawnProcess('echo')();
      host.addEventListener('message', () => { console.log(host.pid); process.exit(0); });`;
    const parent = Bun.spawn([process.execPath, '-e', program], { stdout: 'pipe' });
    const pid = Number(await new Response(parent.stdout).text());
    await parent.exited;
    expect(pid).toBeGreaterThan(0);
    while (isAlive(pid)) await new Promise<void>((resolve) => setImmediate(resolve));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
