import * as ros from '@alicloud/ros-cdk-core';
import { SINK_KINDS } from '../sinks.ts';

const text = (stack: ros.Stack, id: string, props: ros.RosParameterProps): ros.RosParameter =>
  new ros.RosParameter(stack, id, { type: ros.RosParameterType.STRING, ...props });

/** A condition that holds where a parameter has a value. */
const given = (stack: ros.Stack, id: string, parameter: ros.RosParameter): ros.RosCondition =>
  new ros.RosCondition(stack, id, {
    expression: ros.Fn.conditionNot(ros.Fn.conditionEquals(parameter, '')),
  });

/** `PEERFLOW_NAME` and `PEERFLOW_STAGE` of s.yaml; role names hold both, so both are short. */
export const addNames = (stack: ros.Stack): void => {
  text(stack, 'Name', {
    defaultValue: 'peerflow',
    allowedPattern: '^[a-z][a-z0-9-]{1,18}[a-z0-9]$',
    description: 'Name of the deployment, as PEERFLOW_NAME of s.yaml; one per account and region',
  });
  text(stack, 'Stage', {
    defaultValue: '',
    allowedPattern: '^(-[a-z0-9]{1,10})?$',
    description: 'Empty, or what is added to the name for a stage, with its hyphen: -dev',
  });
};

/** Lists of sinks; the deployment's own bus and webhooks need no entry. */
export const addSinks = (stack: ros.Stack): Map<string, ros.RosParameter> =>
  new Map(
    SINK_KINDS.map(({ parameter, description }) => [
      parameter,
      new ros.RosParameter(stack, parameter, {
        type: ros.RosParameterType.JSON,
        defaultValue: [],
        description,
      }),
    ]),
  );

export const addAccepterRole = (stack: ros.Stack): ros.RosCondition =>
  given(
    stack,
    'HasAccepterRole',
    text(stack, 'AccepterRole', {
      defaultValue: '',
      description:
        'Role in the other account, e.g. acs:ram::1234567890123456:role/peerflow-accepter; * for any account; empty for none',
    }),
  );

export interface Contacts {
  readonly group: ros.RosParameter;
  readonly hasGroup: ros.RosCondition;
  readonly policy: ros.RosParameter;
  readonly hasPolicy: ros.RosCondition;
}

export const addContacts = (stack: ros.Stack): Contacts => {
  const group = text(stack, 'ContactGroup', {
    defaultValue: '',
    description: 'CloudMonitor contact group for alarms about queues; empty for no such alarms',
  });
  const policy = text(stack, 'ActionPolicy', {
    defaultValue: '',
    description: 'SLS action policy for alarms about the log; empty for no such alarms',
  });
  return {
    group,
    policy,
    hasGroup: given(stack, 'HasContactGroup', group),
    hasPolicy: given(stack, 'HasActionPolicy', policy),
  };
};
