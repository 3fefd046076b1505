import { parseArn } from '../../arn.ts';
import type { Retrying, Sources, Take } from '../../platform/ports.ts';
import type { RuleFixture, TargetFixture } from './fixture.ts';

/** What targets of rules are. */
export interface Targets {
  /** Calls a function; false if it failed, was throttled or is not deployed. */
  readonly invoke: (functionName: string, event: Buffer) => Promise<boolean>;
  /** Puts a text into an SMQ queue; throws where there is none of that name. */
  readonly send: (queue: string, body: string) => unknown;
}

const nameIn = (arn: string): string => parseArn(arn)?.name ?? '';

const OPEN: Readonly<
  Record<TargetFixture['type'], (target: TargetFixture, targets: Targets) => Take<unknown>>
> = {
  'acs.fc.function': ({ endpoint }, { invoke }) => {
    const name = nameIn(endpoint);
    return (event) => invoke(name, Buffer.from(JSON.stringify(event)));
  },
  'acs.mns.queue': ({ endpoint, isBase64Encode }, { send }) => {
    const name = nameIn(endpoint);
    return async (event) => {
      const text = JSON.stringify(event);
      try {
        send(name, isBase64Encode ? Buffer.from(text).toString('base64') : text);
        return true;
      } catch {
        return false;
      }
    };
  },
};

const retryingOf = (target: TargetFixture): Retrying => ({
  strategy: target.pushRetryStrategy,
  tolerance: target.errorsTolerance,
  deadLetterQueue: target.deadLetterQueue && nameIn(target.deadLetterQueue.arn),
});

/** Puts the rules of a fixture into force; returns the way to end them. */
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
          OPEN[target.type](target, targets),
        ),
      ),
    );
  return () => {
    for (const stop of stops) stop();
  };
};
