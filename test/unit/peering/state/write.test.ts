import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../../../lib/peering/state/tags.ts';
import { writeNewTags, writeOptions, writeState } from '../../../../lib/peering/state/write.ts';
import { apiError } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { connectionIn } from '../samples.ts';

const WHERE = { instanceId: 'pcc-1', regionId: 'cn-hangzhou' };
const OPTIONS = { routes: 'both', accept: 'auto', by: 'create' } as const;
const duplicate = apiError('Forbidden.TagKey.Duplicated');

const tagged = () =>
  engine({ connections: [connectionIn('Activated', { instanceId: 'pcc-1', tags: ourTags('r') })] });

const tagOf = ({ cloud }: ReturnType<typeof tagged>, key: string) =>
  cloud.connections.get('pcc-1')?.tags.find((tag) => tag.key === `peerflow:${key}`)?.value;

describe('writing our tags', () => {
  it('replaces the state and nothing else', async () => {
    const it = tagged();
    await writeState(it.cloud.peering, WHERE, 'peerflow', 'Activated');
    expect(it.cloud.inputs).toEqual([
      {
        operation: 'tagResources',
        input: {
          regionId: 'cn-hangzhou',
          resourceIds: ['pcc-1'],
          tag: [{ key: 'peerflow:state', value: 'Activated' }],
        },
      },
    ]);
    expect([tagOf(it, 'request'), tagOf(it, 'state')]).toEqual(['r', 'Activated']);
  });

  it('replaces what is wanted and nothing else', async () => {
    const it = tagged();
    await writeOptions(it.cloud.peering, WHERE, 'peerflow', OPTIONS);
    expect(parseOptions(tagOf(it, 'options'))).toEqual(OPTIONS);
    expect([tagOf(it, 'request'), tagOf(it, 'state')]).toEqual(['r', 'Requested']);
  });

  it('writes all three at once onto what has none', async () => {
    const it = engine({ connections: [connectionIn('Activated', { instanceId: 'pcc-1' })] });
    await writeNewTags(it.cloud.peering, WHERE, 'peerflow', { requestId: 'r', options: OPTIONS });
    expect(it.journal).toEqual(['tagResources peerflow:request,peerflow:options,peerflow:state']);
  });

  it('removes the old values first where the service does not overwrite', async () => {
    const it = tagged();
    it.cloud.fail('tagResources', duplicate, 1);
    await writeState(it.cloud.peering, WHERE, 'peerflow', 'Activated');
    expect(it.cloud.inputs.map(({ operation }) => operation)).toEqual([
      'tagResources',
      'get',
      'untagResources',
      'tagResources',
    ]);
    expect(it.cloud.inputs[2]?.input).toEqual({
      regionId: 'cn-hangzhou',
      resourceIds: ['pcc-1'],
      tagKeys: ['peerflow:state'],
    });
  });

  it('leaves a connection that another request has taken meanwhile, with the service’s own words', async () => {
    const it = tagged();
    it.cloud.fail('tagResources', duplicate);
    const mine = { requestId: 'mine', options: OPTIONS };
    await expect(writeNewTags(it.cloud.peering, WHERE, 'peerflow', mine)).rejects.toBe(duplicate);
    expect(it.cloud.inputs.map(({ operation }) => operation)).toEqual(['tagResources', 'get']);
    expect(tagOf(it, 'request')).toBe('r');
  });

  it('gives up where old values come back each time, with the service’s own words', async () => {
    const it = tagged();
    it.cloud.fail('tagResources', duplicate);
    await expect(writeState(it.cloud.peering, WHERE, 'peerflow', 'Activated')).rejects.toBe(
      duplicate,
    );
    expect(it.journal.filter((each) => each.startsWith('tagResources'))).toHaveLength(3);
  });

  it('is done where a repetition is refused because the tag is there already', async () => {
    const it = tagged();
    it.cloud.lose('tagResources', duplicate, 2);
    await writeState(it.cloud.peering, WHERE, 'peerflow', 'Activated');
    expect(it.cloud.inputs.map(({ operation }) => operation)).toEqual(['tagResources', 'get']);
  });

  it.each<readonly [string, ReturnType<typeof ourTags>]>([
    ['only another tag has the value', [{ key: 'team', value: 'r' }]],
    ['a tag has another value', [{ key: 'peerflow:options', value: 'other' }]],
    ['only some of the tags are there', [{ key: 'peerflow:request', value: 'r' }]],
  ])('goes on where %s', async (_, tags) => {
    const it = engine({ connections: [connectionIn('Activated', { instanceId: 'pcc-1', tags })] });
    it.cloud.fail('tagResources', duplicate, 2);
    await writeNewTags(it.cloud.peering, WHERE, 'peerflow', { requestId: 'r', options: OPTIONS });
    expect([tagOf(it, 'request'), tagOf(it, 'state')]).toEqual(['r', 'Requested']);
    expect(it.journal.filter((each) => each.startsWith('tagResources'))).toHaveLength(3);
  });

  it('removes nothing where a service that refuses to overwrite holds the value already', async () => {
    const it = tagged();
    await writeOptions(it.cloud.peering, WHERE, 'peerflow', OPTIONS);
    it.cloud.fail('tagResources', duplicate);
    await writeOptions(it.cloud.peering, WHERE, 'peerflow', OPTIONS);

    expect(it.cloud.inputs.map(({ operation }) => operation)).not.toContain('untagResources');
    expect(tagOf(it, 'options')).toContain('routes=both');
  });

  it.each([
    apiError('Throttling'),
    new TypeError('odd'),
    Object.assign(new Error('of another class'), { code: 'Forbidden.TagKey.Duplicated' }),
  ])('removes nothing because of any other error: %s', async (error) => {
    const it = tagged();
    it.cloud.fail('tagResources', error);
    await expect(writeState(it.cloud.peering, WHERE, 'peerflow', 'Activated')).rejects.toBe(error);
    expect(it.journal).toHaveLength(1);
  });
});

describe('the options tag', () => {
  it.each([
    ['0123456789abcdef', '0123456789abcdef'],
    ['0123456789abcdef0', undefined],
    ['x0123456789abcdef', undefined],
    ['', undefined],
  ])('with the fingerprint %j is read with %j', (written, fingerprint) => {
    expect(parseOptions(`routes=none;accept=auto;by=create;f=${written}`)?.fingerprint).toBe(
      fingerprint,
    );
  });

  it('counts as adopted where it does not say that we made the connection', () => {
    expect(parseOptions('routes=none;accept=auto')?.by).toBe('adopt');
    expect(parseOptions('routes=none;accept=auto;by=somebody')?.by).toBe('adopt');
    expect(parseOptions('')).toBeUndefined();
    expect(parseOptions(undefined)).toBeUndefined();
    expect(parseOptions('=both;accept=auto')).toBeUndefined();
  });
});
