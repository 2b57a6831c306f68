// The two charts with their legends. For those who do not see them, the legend says the last value of every line.

import { html, type TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { Chart, type Line } from '../charts.ts';
import { formatMs, formatRate } from '../format.ts';
import { type History, PERCENTILES, type Percentile } from '../history.ts';
import { type State, sourceNames, sourceTitle, wordsOf } from '../state.ts';
import { choice } from './choice.ts';

const HEIGHT_PX = 150;

export type Graphs = {
  view(state: State): TemplateResult;
  /** After the page was drawn: a chart needs its element. */
  draw(state: State): void;
};

export function createGraphs(
  history: History,
  { setPercentile }: { setPercentile(percentile: Percentile): void },
): Graphs {
  const rate = new Chart({ height: HEIGHT_PX, format: formatRate });
  const latency = new Chart({ height: HEIGHT_PX, format: formatMs });
  return {
    view(state) {
      const { charts: words, tiles } = wordsOf(state);
      const percentiles = PERCENTILES.map((value) => ({ value, text: value }));
      return html`<section class="panel graphs">
        <figure>
          <figcaption><h2>${words.rate}</h2><ul class="legend"><li class="c0">${tiles.rate}: <b>${formatRate(state.rate)}</b></li></ul></figcaption>
          <div class="plot" ${ref(rate.attach)}></div>
        </figure>
        <figure>
          <figcaption>
            <h2>${words.latency}</h2>
            ${choice({ label: words.percentile, name: 'percentile', options: percentiles, chosen: state.percentile, onChoice: setPercentile })}
            <ul class="legend">${legend(state, history)}</ul>
          </figcaption>
          <div class="plot" ${ref(latency.attach)}></div>
        </figure>
      </section>`;
    },
    draw(state) {
      const names = sourceNames(state.snapshot);
      const { theme } = state;
      const look = { theme: `${theme} ${matchMedia('(prefers-color-scheme: dark)').matches}` };
      rate.draw([{ label: 'rate', color: 0, isFilled: true }], [history.times, history.rates], look);
      const lines = names.map((label, color): Line => ({ label, color }));
      latency.draw(lines, [history.times, ...names.map((name) => history.latencies(name, state.percentile))], look);
    },
  };
}

function legend(state: State, history: History): TemplateResult[] {
  return sourceNames(state.snapshot).map((name, place) => {
    const last = history.latencies(name, state.percentile).at(-1);
    return html`<li class="c${place}">${sourceTitle(name, state)} <b>${formatMs(last)}</b></li>`;
  });
}
