// A line chart of uPlot that follows theme and width. It keeps no values: it is given all of them each second.

import uPlot from 'uplot';

export type Line = { readonly label: string; readonly color: number; readonly isFilled?: boolean };

export type ChartOptions = { readonly height: number; format(value: number): string };

const GAP_PX = 6;
/** Less and a single request a minute would look like a storm. */
const LEAST_TOP = 1;
const LEAST_SECONDS = 60;

export class Chart {
  readonly #options: ChartOptions;
  readonly #observer = new ResizeObserver(() => this.#fit());
  #element: HTMLElement | undefined;
  #plot: uPlot | undefined;
  #shape = '';

  constructor(options: ChartOptions) {
    this.#options = options;
  }

  /** For lit's `ref`: called with the element when it is there, and without when it has gone. */
  readonly attach = (element: Element | undefined): void => {
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#observer.disconnect();
    this.#element = element instanceof HTMLElement ? element : undefined;
    if (this.#element) this.#observer.observe(this.#element);
  };

  draw(lines: readonly Line[], data: readonly (readonly (number | null)[])[], { theme }: { theme: string }): void {
    if (!this.#element || this.#element.clientWidth === 0) return;
    const shape = JSON.stringify([lines, theme]);
    // uPlot sorts out numbers and nulls; only its type asks for arrays that may be written to.
    const aligned = data as uPlot.AlignedData;
    if (this.#plot && shape === this.#shape) {
      this.#plot.setData(aligned);
      return;
    }
    this.#plot?.destroy();
    this.#shape = shape;
    this.#plot = new uPlot(this.#describe(lines, this.#element), aligned, this.#element);
  }

  #fit(): void {
    const width = this.#element?.clientWidth ?? 0;
    if (width > 0) this.#plot?.setSize({ width, height: this.#options.height });
  }

  #describe(lines: readonly Line[], element: HTMLElement): uPlot.Options {
    const { height, format } = this.#options;
    const ink = colorOf(element, 'var(--muted)');
    const grid = { stroke: colorOf(element, 'var(--line)'), width: 1 };
    const axis = { stroke: ink, grid, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    return {
      width: element.clientWidth,
      height,
      padding: [GAP_PX, GAP_PX, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: GAP_PX } },
      scales: {
        x: { range: toWindow },
        y: { range: (_plot, _low, high) => [0, Math.max(LEAST_TOP, (high ?? 0) * 1.15)] },
      },
      axes: [
        { ...axis, size: 26, space: 70, values: (_plot, ticks) => ticks.map(toClock) },
        { ...axis, size: 52, space: 34, values: (_plot, ticks) => ticks.map(format) },
      ],
      series: [{}, ...lines.map((line) => toSeries(line, element))],
    };
  }
}

/** A page that was just opened has a minute before it, not an instant stretched over the width. */
function toWindow(_plot: uPlot, first: number | null, last: number | null): uPlot.Range.MinMax {
  const start = first ?? Date.now() / 1000;
  return [start, Math.max(last ?? start, start + LEAST_SECONDS)];
}

function toSeries({ label, color, isFilled = false }: Line, element: HTMLElement): uPlot.Series {
  const stroke = colorOf(element, `var(--c${color})`);
  const fill = colorOf(element, `color-mix(in srgb, var(--c${color}) 14%, transparent)`);
  return { label, stroke, width: 1.5, points: { show: false }, ...(isFilled ? { fill } : {}) };
}

/** A canvas knows no custom properties: the browser works them out on an element. */
function colorOf(element: HTMLElement, value: string): string {
  const probe = document.createElement('i');
  probe.style.color = value;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function toClock(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB');
}
