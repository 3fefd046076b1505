import type { Row } from '../model/contract.ts';
import { type Filter, NO_FILTER, type Sort } from '../model/filter.ts';
import type { Language } from '../texts/texts.ts';
import type { Fault } from './api.ts';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export type View = 'table' | 'graph';

/** All that the page shows hangs on this. */
export interface State {
  readonly rows: readonly Row[];
  readonly isComplete: boolean;
  /** Epoch milliseconds of the last complete look. */
  readonly updatedAt: number | undefined;
  readonly fault: Fault | undefined;
  /** Epoch milliseconds of the next look. */
  readonly nextAt: number | undefined;
  readonly filter: Filter;
  /** Also connections that Peerflow did not make. */
  readonly all: boolean;
  readonly sort: Sort;
  /** Page of the table, from 0. */
  readonly page: number;
  readonly view: View;
  /** The connection whose details are open. */
  readonly selected: string | undefined;
  readonly language: Language;
  readonly theme: Theme;
  /** Epoch milliseconds; moves on while the page is looked at. */
  readonly now: number;
}

export interface Store {
  get(): State;
  set(patch: Partial<State>): void;
  /** Called after each change, at most once a frame. */
  subscribe(listener: (state: State) => void): void;
}

export const initialState = (
  given: Pick<State, 'language' | 'theme' | 'now'> & Partial<State>,
): State => ({
  rows: [],
  isComplete: false,
  updatedAt: undefined,
  fault: undefined,
  nextAt: undefined,
  filter: NO_FILTER,
  all: false,
  sort: { key: 'urgency', descending: false },
  page: 0,
  view: 'table',
  selected: undefined,
  ...given,
});

export const createStore = (initial: State): Store => {
  let state = initial;
  let isPlanned = false;
  const listeners: ((state: State) => void)[] = [];
  const tell = () => {
    isPlanned = false;
    for (const listener of listeners) listener(state);
  };
  return {
    get: () => state,
    set: (patch) => {
      state = { ...state, ...patch };
      if (isPlanned) return;
      isPlanned = true;
      queueMicrotask(tell);
    },
    subscribe: (listener) => listeners.push(listener),
  };
};
