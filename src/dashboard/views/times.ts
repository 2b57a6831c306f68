// Counts and percentiles of one window: sources first, then inference, stages and routes.

import { html, type TemplateResult } from 'lit-html';
import type { DashboardSnapshot } from '../../http/dashboard-snapshot.ts';
import { formatMs, formatRate } from '../format.ts';
import { type State, sourceNames, sourceTitle, wordsOf } from '../state.ts';
import { choice } from './choice.ts';

export type TimesActions = { setMinutes(minutes: number): void };

type Timings = DashboardSnapshot['stats']['windows'][number]['sources'];
type Group = { readonly title: string; readonly timings: Timings; name(series: string): TemplateResult | string };

export function times(state: State, { setMinutes }: TimesActions): TemplateResult {
  const { table: words } = wordsOf(state);
  const { snapshot, minutes } = state;
  const window = snapshot?.stats.windows.find((candidate) => candidate.minutes === minutes);
  const options = (snapshot?.stats.windows ?? []).map(({ minutes: value }) => ({ value, text: words.minutes(value) }));
  const swatches = sourceNames(snapshot);
  const spaced = (series: string): string => series.replaceAll('_', ' ');
  const all: Group[] = window
    ? [
        {
          title: words.sources,
          timings: inOrder(window.sources, swatches),
          name: (series) =>
            html`<span class="swatch c${swatches.indexOf(series)}">${sourceTitle(series, state)}</span>`,
        },
        { title: words.inference, timings: window.inference, name: spaced },
        { title: words.stages, timings: window.stages, name: spaced },
        { title: words.routes, timings: window.requests, name: (series) => html`<code>${series}</code>` },
      ]
    : [];
  const groups = all.filter(({ timings }) => Object.keys(timings).length > 0);
  return html`<section class="panel times">
    <div class="head">
      <h2>${words.title}</h2>
      ${choice({ label: words.window, name: 'window', options, chosen: minutes, onChoice: setMinutes })}
    </div>
    ${groups.length === 0 ? html`<p class="empty">${words.empty}</p>` : table(state, { groups, seconds: window?.covered_seconds ?? 0 })}
  </section>`;
}

function table(state: State, { groups, seconds }: { groups: readonly Group[]; seconds: number }): TemplateResult {
  const { table: words } = wordsOf(state);
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${words.title}>
    <table>
      <thead>
        <tr>
          <th scope="col">${words.name}</th>
          ${[words.perSecond, 'p50', 'p95', 'p99', words.max].map((name) => html`<th scope="col" class="number">${name}</th>`)}
        </tr>
      </thead>
      ${groups.map(({ title, timings, name }) => {
        const rows = Object.entries(timings).map(
          ([series, timing]) => html`<tr>
            <th scope="row">${name(series)}</th>
            <td class="number">${formatRate(seconds > 0 ? timing.count / seconds : null)}</td>
            ${[timing.p50_ms, timing.p95_ms, timing.p99_ms, timing.max_ms].map((ms) => html`<td class="number">${formatMs(ms)}</td>`)}
          </tr>`,
        );
        return html`<tbody><tr class="group"><th scope="rowgroup" colspan="6">${title}</th></tr>${rows}</tbody>`;
      })}
    </table>
  </div>`;
}

/** As the legend of the chart has them. */
function inOrder(timings: Timings, names: readonly string[]): Timings {
  return Object.fromEntries(names.flatMap((name) => (timings[name] ? [[name, timings[name]]] : [])));
}
