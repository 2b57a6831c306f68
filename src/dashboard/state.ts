// All that the page shows at one moment, and the one way to change it.

import type { DashboardSnapshot } from '../http/dashboard-snapshot.ts';
import type { Attempt } from './attempt.ts';
import type { Link } from './feed.ts';
import type { Percentile } from './history.ts';
import type { Locale, Theme } from './preferences.ts';
import { EN, type Words } from './words/en.ts';
import { KO } from './words/ko.ts';

export type View = 'now' | 'try';

export type State = {
  readonly locale: Locale;
  readonly theme: Theme;
  readonly view: View;
  readonly link: Link;
  readonly snapshot: DashboardSnapshot | undefined;
  /** Rates of the last second; null until there are two seconds. */
  readonly rate: number | null;
  readonly cpuShare: number | null;
  readonly minutes: number;
  readonly percentile: Percentile;
  /** The slow request whose bars are shown; undefined is the newest. */
  readonly picked: string | undefined;
  readonly attempt: Attempt;
  /** For screen readers: what changed that matters. */
  readonly announcement: string;
};

export type Store = { state(): State; update(patch: Partial<State>): void };

export const WORDS: Readonly<Record<Locale, Words>> = { en: EN, ko: KO };

export function wordsOf({ locale }: Pick<State, 'locale'>): Words {
  return WORDS[locale];
}

/** Changes of one moment are drawn once. */
export function createStore(initial: State, onChange: (state: State) => void): Store {
  let state = initial;
  let isWaiting = false;
  return {
    state: () => state,
    update(patch) {
      state = { ...state, ...patch };
      if (isWaiting) return;
      isWaiting = true;
      queueMicrotask(() => {
        isWaiting = false;
        onChange(state);
      });
    },
  };
}

type LocalText = Readonly<Record<Locale, string>>;
type Named = Readonly<Record<string, LocalText>>;

export type PackPart = {
  readonly name: string;
  readonly version: string;
  readonly content: string;
  readonly items: number;
  readonly sources: Named;
  readonly themes: Named;
};
export type ModelPart = { readonly id: string; readonly revision: string; readonly dimension: number };

/** The parts of `GET /health` that the page reads; the service that serves the page is the one that wrote them. */
export function packOf({ parts }: DashboardSnapshot): PackPart | undefined {
  return parts.pack as PackPart | undefined;
}

export function modelOf({ parts }: DashboardSnapshot): ModelPart | undefined {
  return parts.model as ModelPart | undefined;
}

/** Sources in the order of the pack; what a pack does not name, the statistics may. */
export function sourceNames(snapshot: DashboardSnapshot | undefined): string[] {
  if (!snapshot) return [];
  const counted = snapshot.stats.windows.flatMap(({ sources }) => Object.keys(sources));
  return [...new Set([...Object.keys(packOf(snapshot)?.sources ?? {}), ...counted])];
}

export function sourceTitle(name: string, { locale, snapshot }: Pick<State, 'locale' | 'snapshot'>): string {
  return (snapshot && packOf(snapshot)?.sources[name]?.[locale]) ?? name;
}
