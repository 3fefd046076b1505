import { toneOf } from '../model/states.ts';
import type { Speaker } from '../texts/texts.ts';
import { statusShape } from './chip.ts';
import { h, s } from './dom.ts';

const SHOWN = ['Activated', 'Creating', 'Accepting', 'Rejected', 'Deleted'] as const;

const OTHERS: Partial<Record<(typeof SHOWN)[number], readonly string[]>> = {
  Creating: ['Updating', 'Deleting'],
  Rejected: ['Expired'],
};

/** What the lines of the graph mean. */
export const legend = (say: Speaker): HTMLElement =>
  h(
    'ul',
    { class: 'legend', 'aria-label': say('graph.legend') },
    ...SHOWN.map((status) =>
      h(
        'li',
        { class: `link tone-${toneOf(status)}` },
        s(
          'svg',
          { class: 'sample', viewBox: '0 0 34 8', 'aria-hidden': 'true' },
          s('path', { class: 'line', d: 'M1 4h32' }),
        ),
        statusShape(status),
        [status, ...(OTHERS[status] ?? [])]
          .map((each) => say.term('status', each))
          .join(say('list.words')),
      ),
    ),
  );
