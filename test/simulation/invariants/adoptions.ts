import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { Ask } from '../support/asks.ts';
import type { CloudCall } from '../support/cloud.ts';
import {
  type Announced,
  connectionIn,
  differencesIn,
  instanceOf,
  requestIdOf,
  shortType,
} from '../support/record.ts';
import type { Simulation } from '../support/simulation.ts';
import { tagOf } from './asked.ts';
import type { Heard } from './heard.ts';

/** The create that an adoption answers, where there is one alone of that id. */
const askOf = (sim: Simulation, event: FollowUpEvent): Ask | undefined => {
  const asks = sim.asks.filter(
    ({ requestId, action }) => requestId === requestIdOf(event) && action === 'create',
  );
  return asks.length === 1 ? asks[0] : undefined;
};

const COMPARED = ['name', 'description', 'bandwidth', 'linkType', 'resourceGroupId'] as const;

interface Tag {
  readonly key: string;
  readonly value: string;
}

const tagsIn = (value: unknown): readonly Tag[] => (Array.isArray(value) ? value : []);

const vpcIdIn = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'vpcId' in value ? value.vpcId : undefined;

/** What an adopted connection shows otherwise than asked. */
const shownOtherwise = ({ body }: Ask, event: FollowUpEvent): readonly string[] => {
  const shown = connectionIn(event);
  const tags = tagsIn(shown.tags);
  return [
    ...COMPARED.filter((field) => body[field] !== undefined && body[field] !== shown[field]),
    ...(vpcIdIn(shown.vpc) === body.vpcId ? [] : ['vpcId']),
    ...tagsIn(body.tag)
      .filter(({ key, value }) => tags.find((each) => each.key === key)?.value !== value)
      .map(({ key }) => `tag/${key}`),
  ];
};

const unnamed = (event: FollowUpEvent, fields: readonly string[]): readonly string[] => {
  const named = differencesIn(event).map(({ field }) => field);
  return fields
    .filter((field) => !named.includes(field))
    .map((field) => `${event.id} does not say that ${field} is another one`);
};

/** Adoptions that do not say what the connection has otherwise than asked. */
const unnamedDifferences = (sim: Simulation, heard: Heard): readonly string[] =>
  heard.all.flatMap((event) => {
    const ask = shortType(event) === 'Adopted' ? askOf(sim, event) : undefined;
    return ask ? unnamed(event, shownOtherwise(ask, event)) : [];
  });

const OPTIONS = 'peerflow:options';

/** What tags say that is wanted, as a call writes them. */
const optionsIn = ({ params }: CloudCall): string =>
  Object.values(params).find((each) => /^routes=[a-z]+;accept=/.test(each)) ?? '';

/** Whether a call writes what is wanted of a connection; a create that is repeated under its token writes nothing. */
const isWriteFor =
  (sim: Simulation, instanceId: string) =>
  (call: CloudCall): boolean =>
    optionsIn(call) !== '' &&
    (call.action === 'TagResources'
      ? call.params['ResourceId.1'] === instanceId
      : call.answer.InstanceId === instanceId &&
        call.at === sim.truth.life(instanceId)?.steps[0]?.at);

/**
 * The writes of what is wanted of a connection that were made before whoever decided an event last heard how it stands.
 * Calls are told apart by their order: a look and a write of another run may come within the same millisecond.
 */
const writtenBefore = (
  sim: Simulation,
  decided: Announced,
  instanceId: string,
): readonly CloudCall[] => {
  const { calls } = sim.record;
  const look = calls.findLastIndex(
    ({ action, params, run, at, isAnswered }) =>
      action === 'GetVpcPeerConnectionAttribute' &&
      params.InstanceId === instanceId &&
      run === decided.run &&
      at <= decided.at &&
      // A look whose answer was lost shows nothing: what was written counts until one shows another owner.
      isAnswered,
  );
  const isWrite = isWriteFor(sim, instanceId);
  // Where no look after its own write was answered, that one counts.
  return calls.filter(
    (call, index) =>
      isWrite(call) && (index <= look || (call.run === decided.run && call.at <= decided.at)),
  );
};

/** What a request wants and the connection does not say. */
const unwanted = ({ body }: Ask, options: string): readonly string[] => {
  const { routes = 'none', accept = 'manual' } = body;
  const hasRoutes =
    routes === 'none' || ['both', routes].some((each) => options.startsWith(`routes=${each};`));
  const hasAccept = accept === 'manual' || options.includes(`;accept=${accept};`);
  return [...(hasRoutes ? [] : ['routes']), ...(hasAccept ? [] : ['accept'])];
};

/** Adoptions of what another request made or has overtaken, and that do not say that something else is wanted. */
const unnamedWishes = (sim: Simulation, { all }: Heard): readonly string[] => {
  if (sim.tagLagMs > 0) return [];
  return all.flatMap((event) => {
    const decided = sim.record.announced.get(event.id);
    const instanceId = instanceOf(event);
    if (shortType(event) !== 'Adopted' || !decided || decided.again.length > 0) return [];
    if (sim.people.did(`tag:${OPTIONS}`, instanceId)) return [];
    const ask = askOf(sim, event);
    const last = writtenBefore(sim, decided, instanceId).at(-1);
    return ask && last && last.run !== decided.run
      ? unnamed(event, unwanted(ask, optionsIn(last)))
      : [];
  });
};

/** The request whose connection it is, by the answer of a look. */
const ownerIn = ({ answer }: CloudCall): string | undefined => {
  const tags: unknown = answer.Tags;
  if (!Array.isArray(tags)) return undefined;
  const tag: unknown = tags.find((each) => each.Key === 'peerflow:request');
  return typeof tag === 'object' && tag !== null && 'Value' in tag ? String(tag.Value) : undefined;
};

/** Adopters that write their id over that of another request, although their last look showed it. */
const takenOver = ({ record: { calls } }: Simulation): readonly string[] =>
  calls.flatMap((call, index) => {
    const owner = call.action === 'TagResources' ? tagOf(call, 'peerflow:request') : '';
    if (owner === '') return [];
    const instanceId = call.params['ResourceId.1'];
    const look = calls
      .slice(0, index)
      .findLast(
        ({ action, params, run, isAnswered }) =>
          action === 'GetVpcPeerConnectionAttribute' &&
          params.InstanceId === instanceId &&
          run === call.run &&
          isAnswered,
      );
    const before = look && ownerIn(look);
    return before === undefined || before === owner
      ? []
      : [`${owner} takes ${instanceId} over from ${before}`];
  });

/** What an adoption promises to say of the connection that it met. */
export const faultsOfAdoptions = (sim: Simulation, heard: Heard): readonly string[] => [
  ...unnamedDifferences(sim, heard),
  ...unnamedWishes(sim, heard),
  ...takenOver(sim),
];
