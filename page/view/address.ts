import type { State } from './store.ts';

/** What of the state stands in the address, so that it can be shared and survives a reload. */
type Addressed = Pick<State, 'filter' | 'view' | 'selected' | 'all'>;

/** The state as a fragment; empty where nothing differs from the start. */
export const toFragment = ({ filter, view, selected, all }: Addressed): string => {
  const query = new URLSearchParams();
  if (filter.text !== '') query.set('q', filter.text);
  if (filter.region !== '') query.set('region', filter.region);
  for (const status of filter.statuses) query.append('status', status);
  if (view !== 'table') query.set('view', view);
  if (all) query.set('all', 'true');
  if (selected !== undefined) query.set('connection', selected);
  return query.toString();
};

/** The state that a fragment stands for. */
export const fromFragment = (fragment: string): Addressed => {
  const query = new URLSearchParams(fragment.replace(/^#/, ''));
  return {
    filter: {
      text: query.get('q') ?? '',
      region: query.get('region') ?? '',
      statuses: new Set(query.getAll('status')),
    },
    view: query.get('view') === 'graph' ? 'graph' : 'table',
    all: query.get('all') === 'true',
    selected: query.get('connection') ?? undefined,
  };
};
