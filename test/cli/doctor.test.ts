// The whole doctor where the configuration has a fault: it says so, examines what can be examined, and fails.
import { describe, expect, test } from 'bun:test';
import { doctor } from '../../src/cli/doctor.ts';
import { createContext } from '../fixtures/cli-context.ts';
import { codeOf } from '../fixtures/settled.ts';

const BROKEN = { RAG_PORT: 'many', RAG_API_KEY: 'hunter2' };

describe('the doctor', () => {
  test('prints a line a finding with what to do, and rejects when one is a failure', async () => {
    const context = createContext({ environment: BROKEN });
    expect(await codeOf(doctor(context, {}))).toBe('unavailable');
    expect(context.lines.map((line) => line.slice(0, 15).trimEnd())).toEqual([
      'ok    runtime',
      'fail  settings',
      'ok    clock',
    ]);
    expect(context.lines[1]).toContain('RAG_PORT: found "many"');
    expect(context.lines[1]).toContain('-> see the table of settings');
  });

  test('prints one JSON document when it is asked to, without a secret', async () => {
    const context = createContext({ environment: BROKEN });
    await codeOf(doctor(context, { json: true }));
    const report: { status: string; findings: { check: string }[] } = JSON.parse(context.lines.join('\n'));
    expect(report.status).toBe('fail');
    expect(report.findings.map(({ check }) => check)).toEqual(['runtime', 'settings', 'clock']);
    expect(context.lines.join('\n')).not.toContain('hunter2');
  });
});
