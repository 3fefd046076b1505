import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../lib/peering/model/connection.ts';
import { etagOf, readTags } from '../../../../lib/peering/state/tags.ts';
import { settings } from '../../support/context.ts';
import { ourTags } from '../../support/engine.ts';
import { connectionIn } from '../samples.ts';

const etag = (more: Partial<Connection>): string => {
  const connection = connectionIn('Activated', { tags: ourTags('r'), ...more });
  return etagOf(connection, readTags(connection, settings));
};

describe('the entity tag of a connection', () => {
  it('is a strong one', () => {
    expect(etag({})).toMatch(/^"[0-9a-f]{16}"$/);
  });

  it('differs with everything that a change may change, and with where it stands', () => {
    const tags = [
      etag({}),
      etag({ name: 'other' }),
      etag({ description: 'orders' }),
      etag({ bandwidth: 100 }),
      etag({ linkType: 'Gold' }),
      etag({ status: 'Updating' }),
      etag({ tags: ourTags('r', 'Activated', { routes: 'both' }) }),
      etag({ tags: [] }),
    ];
    expect(new Set(tags).size).toBe(tags.length);
  });

  it('takes a value that the service leaves out for an empty one', () => {
    const { name: _, bandwidth: __, ...bare } = connectionIn('Activated');
    const empty = { name: '', description: '', linkType: '' } as const;
    expect(etagOf(bare, null)).toBe(etagOf({ ...bare, ...empty }, null));
  });

  it('is the same whatever else the service, or what was announced, changes', () => {
    expect(etag({ gmtModified: '2026-11-29T09:00:00Z' })).toBe(etag({}));
    expect(etag({ tags: ourTags('r', 'Activated') })).toBe(etag({}));
    expect(etag({ tags: [...ourTags('r'), { key: 'team', value: 'a' }] })).toBe(etag({}));
  });
});
