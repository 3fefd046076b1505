import { describe, expect, it } from 'vitest';
import { eventOf, kinds, withSandbox } from '../peerflow/with-sandbox.ts';
import { connect, leading, markOf, network } from './support.ts';

const FROM_A = ['10.1.0.0/16', '10.11.0.0/16', '2001:db8:b::/56'];
const FROM_B = ['10.0.0.0/16', '10.10.0.0/16', '2001:db8:a::/56'];

const available = (table: string, destinations: readonly string[]): readonly string[] =>
  destinations.map((each) => `${table} ${each} Available`);

describe('routes of a connection', () => {
  it('lead to every range across, from every table in use on both sides', async () => {
    const sandbox = await withSandbox({ fixture: network() });

    const id = await connect(sandbox);
    const ready = await eventOf(sandbox, 'Routes:Ready');
    await sandbox.idle();

    expect(leading(sandbox, id, 'vpc-a')).toEqual(
      [...available('vtb-a', FROM_A), ...available('vtb-a-app', FROM_A)].sort(),
    );
    expect(leading(sandbox, id, 'vpc-b')).toEqual(available('vtb-b', FROM_B));
    expect(ready.id).toMatch(new RegExp(`^${id}-RoutesReady-[0-9a-f]{16}$`));
    expect(ready.data).toMatchObject({ routeCounts: { created: 9 } });
    expect(markOf(sandbox, id)).toBe('Activated');
    expect(kinds(sandbox)).toEqual(['Connection:Creating', 'Connection:Activated', 'Routes:Ready']);
  });
});
