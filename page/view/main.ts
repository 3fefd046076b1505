import { languageOf } from '../texts/texts.ts';
import { fromFragment, toFragment } from './address.ts';
import { type Api, createApi } from './api.ts';
import { buildApp } from './app.ts';
import { startLoader } from './loader.ts';
import { preferences } from './preferences.ts';
import { createStore, initialState, type State, THEMES } from './store.ts';

/** How often times on the page move on. */
const TICK_MS = 5_000;

const clock = (): number => Date.now();
let token = '';

const store = createStore(
  initialState({
    ...fromFragment(location.hash),
    language: languageOf(preferences.read('language'), navigator.languages),
    theme: THEMES.find((each) => each === preferences.read('theme')) ?? 'auto',
    now: clock(),
  }),
);

const api: Api = (call) => createApi({ language: store.get().language, token: () => token })(call);
const loader = startLoader(api, store, clock);

const useToken = (given: string): void => {
  token = given.trim();
  loader.refresh();
};

const build = () => buildApp({ store, loader, token: () => token, useToken });

let render = build();
let before: State = store.get();

const keepPreferences = (state: State): void => {
  document.documentElement.dataset.theme = state.theme;
  if (state.theme !== before.theme) preferences.write('theme', state.theme);
  if (state.language !== before.language) {
    preferences.write('language', state.language);
    render = build();
  }
  const fragment = toFragment(state);
  if (fragment !== location.hash.slice(1))
    history.replaceState(
      null,
      '',
      fragment === '' ? location.pathname + location.search : `#${fragment}`,
    );
};

const update = (state: State): void => {
  keepPreferences(state);
  before = state;
  render(state);
};

store.subscribe(update);
addEventListener('hashchange', () => store.set(fromFragment(location.hash)));
setInterval(() => {
  if (document.visibilityState === 'visible') store.set({ now: clock() });
}, TICK_MS);
update(store.get());
loader.refresh();
