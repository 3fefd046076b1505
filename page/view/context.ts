import type { Speaker } from '../texts/texts.ts';
import type { Api } from './api.ts';
import type { Loader } from './loader.ts';
import type { State, Store } from './store.ts';

/** What every part of the page works with. */
export interface PageContext {
  readonly store: Store;
  readonly api: Api;
  readonly say: Speaker;
  readonly loader: Loader;
  /** Takes a bearer token, which stays in memory. */
  useToken(token: string): void;
}

/** A part of the page: made once for each language, then kept in step with the state. */
export interface Part {
  readonly root: HTMLElement;
  render(state: State): void;
}
