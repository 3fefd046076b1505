import { accepted, type Connection } from '../model/contract.ts';
import { nameOf } from '../model/filter.ts';
import { confirmed } from './confirm.ts';
import type { PageContext } from './context.ts';
import { button, fill, h } from './dom.ts';
import { problemBox } from './problem.ts';

export type Verb = 'accept' | 'reject' | 'delete' | 'repair';

const callOf = (verb: Verb, instanceId: string) => {
  const path = `peerings/${encodeURIComponent(instanceId)}`;
  if (verb === 'delete') return { method: 'DELETE', path } as const;
  return { method: 'POST', path: `${path}/${verb === 'repair' ? 'routes' : verb}` } as const;
};

const bodyOf = ({ say }: PageContext, verb: Verb, it: Connection): string => {
  const values = {
    name: nameOf(it),
    from: it.vpc.vpcId,
    to: it.acceptingVpc.vpcId,
    account: it.ownerId,
  };
  return verb === 'repair' ? say('routes.repair.body') : say(`action.${verb}.body`, values);
};

const verbText = ({ say }: PageContext, verb: Verb): string =>
  verb === 'repair' ? say('routes.repair') : say(`action.${verb}`);

const isDangerous = (verb: Verb): boolean => verb === 'delete' || verb === 'reject';

/** What a person may ask for in this state. */
const verbsFor = ({ status }: Connection): readonly Verb[] => {
  if (status === 'Accepting') return ['accept', 'reject', 'delete'];
  return status === 'Deleting' || status === 'Deleted' ? [] : ['delete'];
};

/**
 * Asks a person, then the API, and shows what it answered in `outcome`.
 *
 * @returns whether the API took it
 */
export const carryOut = async (
  context: PageContext,
  verb: Verb,
  it: Connection,
  outcome: HTMLElement,
): Promise<boolean> => {
  const { say, api, loader } = context;
  const question = {
    title: say(`action.${verb}.title`),
    body: bodyOf(context, verb, it),
    verb: verbText(context, verb),
    isDangerous: isDangerous(verb),
  };
  if (!(await confirmed(say, question))) return false;
  fill(outcome, h('p', {}, say('action.sending')));
  const answer = await api({ ...callOf(verb, it.instanceId), schema: accepted });
  if (!answer.ok) {
    const { problem, status } = answer.fault;
    const title = status === 0 ? say('notice.network') : `HTTP ${status}`;
    fill(outcome, problemBox(say, title, problem));
    return false;
  }
  const { status, detail } = answer.value;
  const text =
    status === 'Queued' && detail ? say('action.queued', { detail }) : say(`action.done.${verb}`);
  fill(outcome, h('p', { class: 'done tone-good' }, text));
  loader.attend();
  return true;
};

/** The buttons of a connection. */
export const actionBar = (
  context: PageContext,
  it: Connection,
  outcome: HTMLElement,
): HTMLElement => {
  const buttons = verbsFor(it).map((verb) => {
    const style = verb === 'accept' ? 'primary' : isDangerous(verb) ? 'danger-quiet' : '';
    const made = button(
      verbText(context, verb),
      async () => {
        made.disabled = true;
        await carryOut(context, verb, it, outcome);
        made.disabled = false;
      },
      { class: style },
    );
    return made;
  });
  return h(
    'div',
    { class: 'bar actions', role: 'group', 'aria-label': context.say('action.title') },
    ...buttons,
  );
};
