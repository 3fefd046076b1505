import type { Connection, Row } from '../model/contract.ts';
import { parseTime } from '../model/time.ts';
import type { Speaker } from '../texts/texts.ts';
import { type Child, h } from './dom.ts';

type Fact = readonly [string, Child];

const listOf = (facts: readonly Fact[]): HTMLElement =>
  h(
    'dl',
    { class: 'facts' },
    ...facts.flatMap(([label, value]) =>
      value === undefined || value === '' || value === false
        ? []
        : [h('div', {}, h('dt', {}, label), h('dd', {}, value))],
    ),
  );

const code = (text: string | null): Child => (text ? h('code', {}, text) : undefined);

const moment = (say: Speaker, text: string | undefined): Child => {
  const at = parseTime(text);
  return at === undefined ? undefined : h('time', { datetime: text }, say.moment(at));
};

/** `-1` means that the service sets no limit. */
const bandwidthOf = (say: Speaker, { bandwidth }: Connection): Child => {
  if (bandwidth === undefined) return undefined;
  return bandwidth < 0 ? say('detail.bandwidth.none') : `${bandwidth} Mbit/s`;
};

const endCard = (
  say: Speaker,
  title: string,
  end: Connection['vpc'],
  regionId: string,
  account: string,
): HTMLElement =>
  h(
    'section',
    { class: 'side' },
    h('h3', {}, title),
    listOf([
      [say('detail.vpc'), code(end.vpcId)],
      [say('detail.region'), regionId],
      [say('detail.account'), code(account)],
      [say('detail.cidrs'), code([...end.ipv4Cidrs, ...end.ipv6Cidrs].join('\n'))],
    ]),
  );

/** Both ends, side by side. */
export const endCards = (say: Speaker, it: Connection): HTMLElement =>
  h(
    'div',
    { class: 'sides' },
    endCard(say, say('detail.requester'), it.vpc, it.regionId, it.ownerId),
    endCard(
      say,
      say('detail.accepter'),
      it.acceptingVpc,
      it.acceptingRegionId || it.regionId,
      it.acceptingOwnerUid,
    ),
  );

/** Everything else that the API says about a connection. */
export const factsOf = (say: Speaker, { requestId, connection: it }: Row): HTMLElement =>
  h(
    'section',
    {},
    h('h3', {}, say('detail.facts')),
    listOf([
      [say('detail.instance'), code(it.instanceId)],
      [say('detail.request'), requestId === null ? say('table.foreign') : code(requestId)],
      [say('detail.description'), it.description],
      [say('detail.created'), moment(say, it.gmtCreate)],
      [say('detail.changed'), moment(say, it.gmtModified)],
      [say('detail.deadline'), it.status === 'Accepting' && moment(say, it.gmtExpired)],
      [say('detail.bandwidth'), bandwidthOf(say, it)],
      [say('detail.linkType'), it.linkType],
      [say('detail.bizStatus'), it.bizStatus === 'Normal' ? undefined : it.bizStatus],
      [
        say('detail.tags'),
        it.tags.length > 0 &&
          h(
            'span',
            { class: 'tags' },
            ...it.tags.map(({ key, value }) =>
              h('code', {}, value === '' ? key : `${key}=${value}`),
            ),
          ),
      ],
    ]),
  );
