import { ResourceMetricRule } from '@alicloud/ros-cdk-cms';
import * as ros from '@alicloud/ros-cdk-core';
import { Alert, type Logstore } from '@alicloud/ros-cdk-sls';
import { LOG_ALARMS, type LogAlarm, QUEUE_ALARMS, type QueueAlarm } from '../alarms.ts';
import { LOGSTORE, PROJECT } from './logs.ts';
import { named } from './names.ts';
import type { Contacts } from './parameters.ts';

const PERIOD_S = 300;

const idOf = (prefix: string, name: string): string =>
  `${prefix}${name.replaceAll(/(?:^|-)([a-z])/g, (_, first: string) => first.toUpperCase())}`;

const addQueueAlarm = (stack: ros.Stack, alarm: QueueAlarm, { group, hasGroup }: Contacts) => {
  const rule = new ResourceMetricRule(stack, idOf('Alarm', alarm.id), {
    ruleId: named(`{name}-{region}-${alarm.id}`),
    ruleName: named(`{name}: ${alarm.title}`),
    namespace: 'acs_mns_new',
    metricName: 'ActiveMessages',
    resources: [
      {
        userId: ros.Fn.ref('ALIYUN::TenantId'),
        region: ros.Fn.ref('ALIYUN::Region'),
        queue: named(`{name}-${alarm.queue}`),
      },
    ],
    contactGroups: [group],
    period: PERIOD_S,
    escalations: {
      critical: {
        statistics: 'Maximum',
        comparisonOperator: 'GreaterThanThreshold',
        threshold: '0',
        times: alarm.periods,
      },
    },
  });
  rule.addCondition(hasGroup);
};

const queryOf = ({ query }: LogAlarm) => ({
  storeType: 'log',
  region: ros.Fn.ref('ALIYUN::Region'),
  project: named(PROJECT),
  store: LOGSTORE,
  query,
  timeSpanType: 'Relative',
  start: '-10m',
  end: 'now',
  powerSqlMode: 'auto',
});

const addLogAlarm = (
  stack: ros.Stack,
  logstore: Logstore,
  alarm: LogAlarm,
  { policy, hasPolicy }: Contacts,
) => {
  const alert = new Alert(stack, idOf('Alarm', alarm.id), {
    project: named(PROJECT),
    detail: {
      type: 'Alert',
      name: `peerflow-${alarm.id}`,
      displayName: `Peerflow: ${alarm.title}`,
      schedule: { type: 'FixedRate', interval: '5m' },
      configuration: {
        // What the console writes for an alert without a dashboard of its own.
        dashboard: 'internal-alert-analysis',
        type: 'default',
        version: '2.0',
        queryList: [queryOf(alarm)],
        groupConfiguration: { type: 'no_group', fields: [] },
        joinConfigurations: [],
        severityConfigurations: [
          { severity: alarm.severity, evalCondition: { condition: '', countCondition: '' } },
        ],
        policyConfiguration: {
          alertPolicyId: 'sls.builtin.dynamic',
          actionPolicyId: policy,
          repeatInterval: '30m',
        },
        noDataFire: false,
        sendResolved: true,
        threshold: 1,
      },
    },
  });
  alert.addDependency(logstore);
  alert.addCondition(hasPolicy);
};

/** Alarms with somebody to call: without a contact the template makes none. */
export const addAlarms = (stack: ros.Stack, logstore: Logstore, contacts: Contacts): void => {
  for (const alarm of QUEUE_ALARMS) addQueueAlarm(stack, alarm, contacts);
  for (const alarm of LOG_ALARMS) addLogAlarm(stack, logstore, alarm, contacts);
};
