import { beforeAll, describe, expect, test } from 'bun:test';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { COUNTERS, CPU_SECONDS, type Family, GAUGES, HISTOGRAMS } from '../../src/metrics/catalogue.ts';
import { BREAKER_STATES, WORKER_LIVES } from '../../src/metrics/readings.ts';
import { REASONS, STATUSES } from '../../src/prefetch/types.ts';

const FAMILIES: readonly Family[] = [
  ...Object.values(HISTOGRAMS),
  ...Object.values(COUNTERS),
  ...Object.values(GAUGES),
  CPU_SECONDS,
];
/** What Prometheus itself adds. */
const SCRAPE_LABELS = ['job', 'instance', 'le'];

type Expression = { readonly from: string; readonly expr: string };

let dashboard: Expression[] = [];
let alerts: Expression[] = [];
let pages = '';

beforeAll(async () => {
  const [dashboardText, alertsText, watching] = await Promise.all([
    readFile('ops/grafana-dashboard.json', 'utf8'),
    readFile('ops/alerts.yaml', 'utf8'),
    readFile('docs/watching.md', 'utf8'),
  ]);
  type Panel = { title: string; targets?: { expr: string }[] };
  const { panels }: { panels: Panel[] } = JSON.parse(dashboardText);
  dashboard = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ from: title, expr })));
  type Rules = { groups: { rules: { alert: string; expr: string }[] }[] };
  const { groups }: Rules = parse(alertsText);
  alerts = groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => ({ from: alert, expr })));
  pages = watching;
});

function familyOf(name: string): Family | undefined {
  const isHistogram = Object.values(HISTOGRAMS).some((family) => name.startsWith(`${family.name}_`));
  const base = isHistogram ? name.replace(/_(bucket|sum|count)$/, '') : name;
  return FAMILIES.find((family) => family.name === base);
}

function labelsIn(matchers: string): string[] {
  return [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = '']) => label);
}

describe('dashboard and alerts', () => {
  test('every metric that they name is in the catalogue, with the labels that they ask for', () => {
    expect(dashboard.length).toBeGreaterThan(40);
    for (const { from, expr } of [...dashboard, ...alerts])
      for (const [, name = '', matchers = ''] of expr.matchAll(/\b((?:quintet|process)_\w+)(?:\{([^}]*)\})?/g)) {
        const family = familyOf(name);
        expect(`${from}: ${family ? name : `${name} is unknown`}`).toBe(`${from}: ${name}`);
        for (const label of labelsIn(matchers)) expect([...SCRAPE_LABELS, ...(family?.labels ?? [])]).toContain(label);
      }
  });

  test('every grouping is by a label of a metric in the same expression', () => {
    for (const { expr } of [...dashboard, ...alerts]) {
      const names = [...expr.matchAll(/\b(?:quintet|process)_\w+/g)].map(([name]) => name);
      const known = [...SCRAPE_LABELS, ...names.flatMap((name) => familyOf(name)?.labels ?? [])];
      for (const [, labels = ''] of expr.matchAll(/\bby \(([^)]*)\)/g))
        for (const label of labels.split(',')) expect(known).toContain(label.trim());
    }
  });

  test('every metric of the catalogue is on the dashboard', () => {
    const shown = dashboard.map(({ expr }) => expr).join('\n');
    for (const { name } of FAMILIES) expect(shown).toContain(name);
  });

  test('every alert has its section', () => {
    expect(alerts.length).toBeGreaterThan(10);
    for (const { from } of alerts) expect(pages).toContain(`### ${from}\n`);
  });
});

describe('the page on watching', () => {
  test('explains every word that an answer or a metric may use', () => {
    for (const word of [...STATUSES, ...REASONS, ...BREAKER_STATES, ...WORKER_LIVES])
      expect(pages).toContain(`\`${word}\``);
    for (const word of ['crash', 'overrun', 'boot_failure', 'recycled', 'shutdown', 'torn', 'skipped'])
      expect(pages).toContain(`\`${word}\``);
  });

  test('lists every metric as the catalogue declares it', () => {
    for (const { name, labels, help } of FAMILIES)
      expect(pages).toContain(`| \`${name}\` | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`);
  });
});
