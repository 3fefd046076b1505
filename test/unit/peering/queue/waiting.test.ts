import { describe, expect, it } from 'vitest';
import { Waiting, type WorkItem } from '../../../../lib/peering/queue/backoff.ts';
import { START } from '../../support/context.ts';
import { createItem } from './items.ts';

const at = (position: number, arrival: number, more: Partial<WorkItem> = {}): WorkItem => {
  const item = createItem(position, {
    vpcId: `vpc-x${position}`,
    acceptingVpcId: `vpc-y${position}`,
  });
  return { ...item, identified: { ...item.identified, arrival }, ...more };
};

const positions = (waiting: Waiting) => [...waiting].map(({ position }) => position);
const free = () => false;

describe('items that wait', () => {
  it('stand oldest first, then by their place, also those that come back', () => {
    const waiting = new Waiting([at(3, 30), at(1, 10), at(2, 10)]);
    expect(positions(waiting)).toEqual([1, 2, 3]);
    waiting.add(at(5, 20));
    waiting.add(at(0, 10));
    waiting.add(at(6, 40));
    expect(positions(waiting)).toEqual([0, 1, 2, 5, 3, 6]);
  });

  it('behave the same for equal ones: what was there first stays first', () => {
    const first = at(1, 10);
    const again = at(1, 10, { tries: 9 });
    const waiting = new Waiting([first]);
    waiting.add(again);
    expect([...waiting]).toEqual([first, again]);
  });

  it('go when they are started, and what is not there does no harm', () => {
    const [a, b] = [at(1, 10), at(2, 20)];
    const waiting = new Waiting([a, b]);
    waiting.remove(a);
    waiting.remove(a);
    waiting.remove(at(9, 9));
    expect([...waiting]).toEqual([b]);
  });

  it('need a resource as long as one of them does', () => {
    const waiting = new Waiting([at(1, 10), at(2, 20)]);
    expect([waiting.needs('vpc-x2'), waiting.needs('vpc-y1'), waiting.needs('vpc-z')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the next item that may start', () => {
  it('is the oldest that is due and whose VPCs are free', () => {
    const early = at(1, 10, { due: START + 1 });
    const blocked = at(2, 20);
    const due = at(3, 30, { due: START });
    const waiting = new Waiting([early, blocked, due]);
    const isBlocked = (each: string) => each === 'vpc-x2';
    expect(waiting.nextRunnable(isBlocked, START)).toBe(due);
    expect(waiting.nextRunnable(isBlocked, START + 1)).toBe(early);
    expect(waiting.nextRunnable(() => true, START + 1)).toBeUndefined();
  });

  it('never overtakes an older one that waits for the same VPC', () => {
    const older = { ...createItem(1), due: START + 1 };
    const younger = createItem(2);
    const waiting = new Waiting([older, younger]);
    expect(waiting.nextRunnable(free, START)).toBeUndefined();
    expect(waiting.nextRunnable(free, START + 1)).toBe(older);
  });
});
