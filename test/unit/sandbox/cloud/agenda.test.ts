import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda } from '../../../../sandbox/cloud/agenda.ts';
import { cloud, create, me } from './cloud.ts';

const setUp = () => {
  let now = 0;
  const done: [name: string, at: number][] = [];
  const agenda = new Agenda(() => now);
  const note = (name: string) => (at: number) => {
    done.push([name, at]);
  };
  const settleAt = (moment: number): void => {
    now = moment;
    agenda.settle();
  };
  return { agenda, done, note, settleAt };
};

describe('an agenda', () => {
  it('lets happen what is due, in the order of its moments, and tells them', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100)), fc.nat(100), (moments, until) => {
        const { agenda, done, note, settleAt } = setUp();
        for (const [at, moment] of moments.entries()) agenda.at(moment, note(`${at}`));
        settleAt(until);
        const due = moments.map((moment, at) => [`${at}`, moment] as const);
        const expected = due.filter(([, moment]) => moment <= until).sort(([, a], [, b]) => a - b);
        expect(done).toEqual(expected);
        settleAt(100);
        expect(done).toHaveLength(moments.length);
      }),
    );
  });

  it('lets what follows come before what is due later, also when somebody looks meanwhile', () => {
    const { agenda, done, note, settleAt } = setUp();
    agenda.at(10, (at) => {
      note('first')(at);
      agenda.at(20, note('follows'));
      agenda.settle();
    });
    agenda.at(30, note('last'));
    settleAt(40);
    expect(done).toEqual([
      ['first', 10],
      ['follows', 20],
      ['last', 30],
    ]);
  });
});

it('connections tell their changes in the order in which they happened, whichever is looked at', () => {
  const { world, advance } = cloud();
  const told: string[] = [];
  world.onChange(({ vpcId, status }) => told.push(`${vpcId} ${status}`));
  const ask = (vpcId: string, acceptingVpcId: string): string => {
    const params = create(vpcId, acceptingVpcId);
    return String(world.call(me, 'VpcPeer', 'CreateVpcPeerConnection', params).InstanceId);
  };
  ask('vpc-a', 'vpc-b');
  advance(500);
  const later = ask('vpc-c', 'vpc-d');
  advance(1_000);
  world.connection(later);
  expect(told).toEqual(['vpc-a Creating', 'vpc-c Creating', 'vpc-a Activated', 'vpc-c Activated']);
});
