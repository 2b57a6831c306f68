// Entry of the dashboard: joins the feed, the state and the views. It holds no data until the service sends some.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import { EMPTY_ATTEMPT, fillFrom, toBody } from './attempt.ts';
import { askPrefetch, loadSamples } from './call.ts';
import { SnapshotFeed } from './feed.ts';
import { History } from './history.ts';
import { applyPreferences, readLocale, readTheme, saveLocale, saveTheme } from './preferences.ts';
import { createStore, type State, type View, wordsOf } from './state.ts';
import { caches } from './views/caches.ts';
import { degraded } from './views/degraded.ts';
import { createGraphs } from './views/graphs.ts';
import { type HeaderActions, header, keyForm, linkState } from './views/header.ts';
import { identity } from './views/identity.ts';
import { slow } from './views/slow.ts';
import { tiles } from './views/tiles.ts';
import { times } from './views/times.ts';
import { tryAnswer } from './views/try-answer.ts';
import { type TryActions, tryForm } from './views/try-form.ts';
import { announceWorkers, workers } from './views/workers.ts';

const root = document.body;
const history = new History();
const readView = (): View => (location.hash === '#try' ? 'try' : 'now');

const store = createStore(
  {
    locale: readLocale(),
    theme: readTheme(),
    view: readView(),
    link: { kind: 'connecting' },
    snapshot: undefined,
    rate: null,
    cpuShare: null,
    minutes: 1,
    percentile: 'p95',
    picked: undefined,
    attempt: { ...EMPTY_ATTEMPT, locale: readLocale() },
    announcement: '',
  },
  show,
);

const feed = new SnapshotFeed({
  onLink(link) {
    const isBroken = link.kind === 'lost' && store.state().link.kind === 'live';
    if (isBroken) history.interrupt();
    store.update(isBroken ? { link, rate: null, cpuShare: null } : { link });
  },
  onSnapshot(snapshot) {
    history.add(snapshot);
    const announcement = announceWorkers(store.state(), snapshot) ?? store.state().announcement;
    store.update({ snapshot, announcement, rate: history.rate, cpuShare: history.cpuShare });
  },
});

const headerActions: HeaderActions = {
  setLocale(locale) {
    saveLocale(locale);
    store.update({ locale });
  },
  setTheme(theme) {
    saveTheme(theme);
    store.update({ theme });
  },
  reconnect: () => feed.reconnect(),
};

const tryActions: TryActions = {
  change: (patch) => store.update({ attempt: { ...store.state().attempt, ...patch } }),
  ask() {
    const { attempt } = store.state();
    const body = toBody(attempt);
    if (!body) return;
    tryActions.change({ outcome: { kind: 'running' } });
    void askPrefetch(body, { budget: attempt.budget }).then((outcome) => tryActions.change({ outcome }));
  },
};

const graphs = createGraphs(history, { setPercentile: (percentile) => store.update({ percentile }) });

function show(state: State): void {
  applyPreferences(state);
  document.title = `${wordsOf(state).nav[state.view === 'try' ? 'attempt' : 'now']} · Quintet`;
  render(page(state), root);
  graphs.draw(state);
}

function page(state: State): TemplateResult {
  const isLocked = state.link.kind === 'locked';
  return html`${header({ ...state, linkText: linkState(state, headerActions) }, headerActions)}
    <p class="unseen" aria-live="polite">${state.announcement}</p>
    <main>${isLocked ? keyForm(state, headerActions) : state.view === 'try' ? tryPage(state) : nowPage(state)}</main>
    ${isLocked ? nothing : identity(state)}`;
}

function tryPage(state: State): TemplateResult {
  return html`<div class="try">${tryForm(state, tryActions)} ${tryAnswer(state)}</div>`;
}

function nowPage(state: State): TemplateResult {
  const { link } = wordsOf(state);
  const isStale = state.snapshot !== undefined && state.link.kind !== 'live';
  return html`${isStale ? html`<p class="stale">${link.stale}</p>` : nothing}
    <div class="now" ?data-stale=${isStale}>
      ${tiles(state)} ${graphs.view(state)}
      ${times(state, { setMinutes: (minutes) => store.update({ minutes }) })}
      <div class="side">${workers(state)} ${caches(state)} ${degraded(state)}</div>
      ${slow(state, { pick: (picked) => store.update({ picked }) })}
    </div>`;
}

addEventListener('hashchange', () => store.update({ view: readView() }));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => store.update({}));
// The wait for the next try counts down although nothing else happens.
setInterval(() => {
  if (store.state().link.kind === 'lost') store.update({});
}, 1000);

show(store.state());
void feed.run();
void loadSamples().then(
  (samples) => {
    const name = store.state().locale === 'ko' ? 'korean' : 'english';
    const sample = samples[name] ?? Object.values(samples)[0];
    tryActions.change({ samples, ...(sample ? fillFrom(sample, name in samples ? name : '') : {}) });
  },
  // Without the document there are no samples; a chart can still be pasted.
  () => undefined,
);
