import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupsOf, isRecorded, recordedFacts } from '../../../../lib/peering/routes/made.ts';
import { end } from './samples.ts';

const place = (routeTableId: string, destinationCidrBlock: string) => ({
  routeTableId,
  destinationCidrBlock,
});
const places = fc.array(
  fc
    .tuple(
      fc.constantFrom('vtb-1', 'vtb-2', 'vtb-3'),
      fc.constantFrom('10.2.0.0/16', '10.3.0.0/16'),
    )
    .map(([id, to]) => place(id, to)),
  { maxLength: 12 },
);
const ends = [end(), end({ side: 'accepter', vpcId: 'vpc-b', regionId: 'cn-shanghai' })];
const keysOf = (list: readonly ReturnType<typeof place>[]) =>
  [...new Set(list.map((each) => `${each.routeTableId} ${each.destinationCidrBlock}`))].sort();

describe('recorded entries', () => {
  it('of tables with the same destinations share a group, whatever order they were met in', () => {
    expect(
      groupsOf('requester', [
        place('vtb-1', '10.3.0.0/16'),
        place('vtb-2', '10.2.0.0/16'),
        place('vtb-1', '10.2.0.0/16'),
        place('vtb-3', '10.2.0.0/16'),
        place('vtb-2', '10.3.0.0/16'),
      ]),
    ).toEqual([
      {
        side: 'requester',
        routeTableIds: ['vtb-1', 'vtb-2'],
        destinations: ['10.2.0.0/16', '10.3.0.0/16'],
      },
      { side: 'requester', routeTableIds: ['vtb-3'], destinations: ['10.2.0.0/16'] },
    ]);
  });

  it('are exactly those that were recorded, on their side', () => {
    fc.assert(
      fc.property(places, places, (recorded, asked) => {
        const groups = groupsOf('requester', recorded);
        const isKnown = isRecorded(groups, 'requester');
        const isKnownAcross = isRecorded(groups, 'accepter');
        for (const each of [...recorded, ...asked]) {
          expect(isKnown(each)).toBe(keysOf(recorded).includes(keysOf([each])[0] ?? ''));
          expect(isKnownAcross(each)).toBe(false);
        }
      }),
    );
  });

  it('are all there again in an event, each at the VPC of its side', () => {
    fc.assert(
      fc.property(places, places, (own, across) => {
        const facts = recordedFacts(
          [...groupsOf('requester', own), ...groupsOf('accepter', across)],
          ends,
          'removed',
        );
        const at = (vpc: string, regionId: string) =>
          keysOf(
            facts
              .filter((each) => each.vpcId === vpc && each.regionId === regionId)
              .map((each) => place(each.routeTableId ?? '', each.destinationCidrBlock)),
          );
        expect(at('vpc-a', 'cn-hangzhou')).toEqual(keysOf(own));
        expect(at('vpc-b', 'cn-shanghai')).toEqual(keysOf(across));
        expect(facts.every(({ result }) => result === 'removed')).toBe(true);
        expect(facts).toHaveLength(keysOf(own).length + keysOf(across).length);
      }),
    );
  });
});
