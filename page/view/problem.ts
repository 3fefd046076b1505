import type { Finding, Problem } from '../model/contract.ts';
import type { Speaker } from '../texts/texts.ts';
import { h } from './dom.ts';

const SEVERITY_TONES: Readonly<Record<string, string>> = {
  error: 'bad',
  warning: 'waiting',
  info: 'gone',
};

/** Something that was noticed, and what to do about it. */
export const findingItem = (
  say: Speaker,
  finding: Pick<Finding, 'code' | 'severity' | 'detail' | 'remedy'>,
): HTMLElement =>
  h(
    'li',
    { class: `finding tone-${SEVERITY_TONES[finding.severity] ?? 'gone'}` },
    h(
      'p',
      {},
      h('b', {}, say.term('severity', finding.severity)),
      ' ',
      finding.detail,
      ' ',
      h('code', {}, finding.code),
    ),
    finding.remedy ? h('p', { class: 'remedy' }, finding.remedy) : undefined,
  );

/** A problem document: what happened, what to do, and what to name when asking for help. */
export const problemBox = (
  say: Speaker,
  title: string,
  problem: Problem | undefined,
  remedy?: string,
): HTMLElement => {
  const todo = problem?.remedy || remedy;
  const ids = [problem?.code, problem?.requestId, problem?.apiRequestId]
    .filter(Boolean)
    .join(' · ');
  return h(
    'div',
    { class: 'problem tone-bad', role: 'alert' },
    h('p', {}, h('b', {}, problem?.title || title)),
    problem?.detail ? h('p', {}, problem.detail) : undefined,
    problem?.errors.length
      ? h(
          'ul',
          {},
          ...problem.errors.map(({ pointer, detail }) =>
            h('li', {}, h('code', {}, pointer), ' ', detail),
          ),
        )
      : undefined,
    todo ? h('p', { class: 'remedy' }, say('problem.remedy', { remedy: todo })) : undefined,
    ids ? h('p', { class: 'ids' }, ids) : undefined,
  );
};
