import * as v from 'valibot';
import { type HealthLine, healthLines } from '../model/health.ts';
import type { Answer } from './api.ts';
import type { PageContext } from './context.ts';
import { button, fill, h, on } from './dom.ts';
import { problemBox } from './problem.ts';

const lineRow = ({ say }: PageContext, { name, value, isFault, remedy }: HealthLine) =>
  h(
    'div',
    { class: isFault ? 'line tone-bad' : 'line' },
    h('dt', {}, say.term('health', name)),
    h(
      'dd',
      {},
      `${isFault ? '✕ ' : ''}${say.term('health', value)}`,
      remedy !== undefined && h('small', {}, remedy),
    ),
  );

const report = (context: PageContext, answer: Answer<unknown>): HTMLElement => {
  const { say } = context;
  if (!answer.ok) return problemBox(say, say('health.unknown'), answer.fault.problem);
  const lines = healthLines(answer.value);
  const faults = lines.filter(({ isFault }) => isFault).length;
  return h(
    'div',
    {},
    h('p', {}, faults === 0 ? say('health.good') : say.count('health.faults', faults)),
    h('dl', { class: 'lines' }, ...lines.map((line) => lineRow(context, line))),
  );
};

const openDialog = async (context: PageContext, first: Answer<unknown>): Promise<void> => {
  const { say, api } = context;
  const body = h('div', { class: 'report', 'aria-live': 'polite' }, report(context, first));
  const deep = button(say('health.deep'), async () => {
    deep.disabled = true;
    fill(body, h('p', {}, say('health.deep.running')));
    fill(body, report(context, await api({ path: 'healthz?deep=true', schema: v.unknown() })));
    deep.disabled = false;
  });
  const dialog = h(
    'dialog',
    { class: 'sheet', 'aria-label': say('health.title') },
    h('h2', {}, say('health.title')),
    body,
    h(
      'div',
      { class: 'bar end' },
      deep,
      button(say('detail.close'), () => dialog.close()),
    ),
  );
  on(dialog, { close: () => dialog.remove() });
  document.body.append(dialog);
  dialog.showModal();
};

/** Shows whether the deployment is in order, and opens its report. */
export const healthButton = (context: PageContext): HTMLElement => {
  const { say, api } = context;
  let last: Answer<unknown> = { ok: false, fault: { status: 0 } };
  const ask = async () => {
    last = await api({ path: 'healthz', schema: v.unknown() });
    const isGood = last.ok && healthLines(last.value).every(({ isFault }) => !isFault);
    const isKnown = last.ok || last.fault.problem !== undefined;
    root.className = `health tone-${isGood ? 'good' : isKnown ? 'bad' : 'gone'}`;
    root.textContent = say(isGood ? 'health.ok' : isKnown ? 'health.bad' : 'health.unknown');
  };
  const root = button(
    say('health.unknown'),
    async () => {
      await ask();
      await openDialog(context, last);
    },
    { class: 'health tone-gone', 'aria-haspopup': 'dialog' },
  );
  void ask();
  return root;
};
