import { readFileSync } from 'node:fs';
import * as cms from '@alicloud/ros-cdk-cms';
import * as eventbridge from '@alicloud/ros-cdk-eventbridge';
import * as ram from '@alicloud/ros-cdk-ram';
import * as sls from '@alicloud/ros-cdk-sls';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { synthesize, TEMPLATES, templateFile } from '../templates.ts';

/** The one type that the official packages lack, with its properties. */
const QUEUE = 'ALIYUN::MNS::Queue';
const QUEUE_PROPERTIES = [
  'DelaySeconds',
  'DlqPolicy',
  'LoggingEnabled',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'PollingWaitSeconds',
  'QueueName',
  'Tags',
  'VisibilityTimeout',
];

const templateShape = v.object({
  Resources: v.record(
    v.string(),
    v.looseObject({ Type: v.string(), Properties: v.record(v.string(), v.unknown()) }),
  ),
});

const committed = (name: (typeof TEMPLATES)[number]): string =>
  readFileSync(templateFile(name), 'utf8');

const typeOf = (each: unknown): string[] => {
  if (typeof each !== 'function') return [];
  const name: unknown = Reflect.get(each, 'ROS_RESOURCE_TYPE_NAME');
  return typeof name === 'string' ? [name] : [];
};

/** Every resource type for which the packages have a class. */
const official = new Set(
  [cms, eventbridge, ram, sls].flatMap((each) => Object.values(each)).flatMap(typeOf),
);

describe.each(TEMPLATES)('%s.template.json', (name) => {
  it('is what the constructs make: `npm run synth` after a change', async () => {
    expect(JSON.parse(committed(name))).toEqual(JSON.parse((await synthesize())[name]));
  });

  it('uses resource types that exist', () => {
    const { Resources } = v.parse(templateShape, JSON.parse(committed(name)));
    const types = new Set(Object.values(Resources).map(({ Type }) => Type));
    types.delete(QUEUE);
    expect([...types].filter((each) => !official.has(each))).toEqual([]);
    expect(types.size).toBeGreaterThan(0);
  });

  it('gives queues the properties that they have', () => {
    const { Resources } = v.parse(templateShape, JSON.parse(committed(name)));
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type !== QUEUE) continue;
      expect(Properties).toHaveProperty('QueueName');
      expect(Object.keys(Properties).filter((each) => !QUEUE_PROPERTIES.includes(each))).toEqual(
        [],
      );
    }
  });
});

it('there is no resource type for a bus: `npm run account` makes it', () => {
  expect([...official].filter((each) => each.startsWith('ALIYUN::EventBridge::'))).not.toContain(
    'ALIYUN::EventBridge::EventBus',
  );
});
