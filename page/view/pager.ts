import type { PageContext } from './context.ts';
import { button, h, setText } from './dom.ts';

/** Previous and next page of the table. */
export const pager = ({ store, say }: PageContext, pageRows: number) => {
  let shown = 0;
  const turn = (by: number) => store.set({ page: shown + by });
  const previous = button(say('table.previous'), () => turn(-1));
  const next = button(say('table.next'), () => turn(1));
  const range = h('span', { role: 'status' });
  const root = h('nav', { class: 'bar end pager', 'aria-label': say('table.pages') });
  root.append(range, previous, next);
  return {
    root,
    render: (page: number, total: number) => {
      shown = page;
      root.hidden = total <= pageRows;
      previous.disabled = page === 0;
      next.disabled = (page + 1) * pageRows >= total;
      const from = page * pageRows + 1;
      const to = Math.min((page + 1) * pageRows, total);
      setText(range, root.hidden ? '' : say('table.range', { from, to, total }));
    },
  };
};
