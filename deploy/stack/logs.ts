import type * as ros from '@alicloud/ros-cdk-core';
import { Index, Logstore, Project } from '@alicloud/ros-cdk-sls';
import { LOG_FIELDS } from '../alarms.ts';
import { named } from './names.ts';

/** The same name as `logProject` of s.yaml. */
export const PROJECT = '{name}-{account}-{region}';
export const LOGSTORE = 'functions';
const KEEP_DAYS = 30;

const text = (name: string) => ({ name, type: 'text', enableAnalytics: true });

/** Function Compute's own fields beside the line itself, which is one JSON document. */
const keys = [
  text('functionName'),
  text('requestId'),
  text('hasFunctionError'),
  text('isColdStart'),
  { name: 'durationMs', type: 'double', enableAnalytics: true },
  { name: 'memoryUsageMB', type: 'double', enableAnalytics: true },
  {
    name: 'message',
    type: 'json',
    jsonKeyIndices: Object.entries(LOG_FIELDS).map(([name, type]) => ({
      name,
      type,
      enableAnalytics: true,
    })),
  },
];

/** Log project, store and index of the five functions. */
export const addLogs = (stack: ros.Stack): Logstore => {
  const project = new Project(stack, 'LogProject', {
    name: named(PROJECT),
    description: "Logs of Peerflow's functions",
  });
  const logstore = new Logstore(stack, 'FunctionLogs', {
    projectName: project.attrName,
    logstoreName: LOGSTORE,
    ttl: KEEP_DAYS,
    shardCount: 1,
    autoSplit: true,
    maxSplitShard: 8,
    // FC's own view of its logs needs the metadata.
    appendMeta: true,
  });
  new Index(stack, 'FunctionLogsIndex', {
    projectName: project.attrName,
    logstoreName: logstore.attrLogstoreName,
    fullTextIndex: { enable: true, caseSensitive: false, includeChinese: true },
    keyIndices: keys,
  });
  return logstore;
};
