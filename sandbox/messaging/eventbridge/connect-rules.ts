import { parseArn } from '../../arn.ts';
import type { Retrying, Sources, Take } from '../../platform/ports.ts';
import type { RuleFixture, TargetFixture } from './fixture.ts';

/** What targets of rules are. */
export interface Targets {
  /** Calls a function; false if it failed, was throttled or is not deployed. */
  readonly invoke: (functionName: string, event: Buffer) => Promise<boolean>;
  /** Puts a text into an SMQ queue; throws where there is none of that name, or for a text that is too large. */
  readonly send: (queue: string, body: string) => unknown;
  /** Publishes a text; throws as `send`. */
  readonly publish: (topic: string, body: string) => unknown;
  /** Posts a text; false for anything but 2xx. */
  readonly post: (url: string, body: string) => Promise<boolean>;
}

const nameIn = (arn: string): string => parseArn(arn)?.name ?? '';

const isDone = async (work: () => unknown): Promise<boolean> => {
  try {
    return (await work()) !== false;
  } catch {
    return false;
  }
};

/** Every target gets the event whole (`ORIGINAL`). */
const opened = ({ type, endpoint, isBase64Encode }: TargetFixture, to: Targets): Take<unknown> => {
  const name = nameIn(endpoint);
  const textOf = (event: unknown): string => {
    const text = JSON.stringify(event);
    return isBase64Encode ? Buffer.from(text).toString('base64') : text;
  };
  const takes: Readonly<Record<TargetFixture['type'], (event: unknown) => unknown>> = {
    'acs.fc.function': (event) => to.invoke(name, Buffer.from(JSON.stringify(event))),
    'acs.mns.queue': (event) => to.send(name, textOf(event)),
    'acs.mns.topic': (event) => to.publish(name, textOf(event)),
    http: (event) => to.post(endpoint, JSON.stringify(event)),
  };
  return (event) => isDone(() => takes[type](event));
};

const retryingOf = (target: TargetFixture): Retrying => ({
  strategy: target.pushRetryStrategy,
  tolerance: target.errorsTolerance,
  deadLetterQueue: target.deadLetterQueue && nameIn(target.deadLetterQueue.arn),
});

/** Puts rules into force; returns the way to end them. */
export const connectRules = (
  rules: readonly RuleFixture[],
  bus: Sources['bus'],
  targets: Targets,
): (() => void) => {
  const stops = rules
    .filter(({ status }) => status === 'ENABLE')
    .flatMap((rule) =>
      rule.targets.map((target) =>
        bus(
          {
            name: `${rule.name}/${target.id}`,
            bus: rule.eventBusName,
            pattern: rule.filterPattern,
            retrying: retryingOf(target),
          },
          opened(target, targets),
        ),
      ),
    );
  return () => {
    for (const stop of stops) stop();
  };
};
