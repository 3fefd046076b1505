import * as ros from '@alicloud/ros-cdk-core';
import { addAlarms } from './alarms.ts';
import { addLogs } from './logs.ts';
import { addAccepterRole, addContacts, addNames, addSinks } from './parameters.ts';
import { addQueues, addRule } from './queues.ts';
import { addRequesterPolicy } from './requester.ts';
import { addAccepterPolicy, addRoles, addSinkPolicies } from './roles.ts';

/**
 * Everything the five functions need in their account and region, but for the bus and the
 * service-linked roles: ROS has no resource for a bus, so `npm run account` makes those first.
 */
export const addPeerflow = (app: ros.App): ros.Stack => {
  const stack = new ros.Stack(app, 'peerflow', {
    description: 'Peerflow: roles, queues, rule, logs and alarms of the five functions',
  });
  addNames(stack);
  const sinks = addSinks(stack);
  const hasAccepterRole = addAccepterRole(stack);
  const contacts = addContacts(stack);
  const roles = addRoles(stack);
  addAccepterPolicy(stack, roles, hasAccepterRole);
  addSinkPolicies(stack, roles, sinks);
  addRequesterPolicy(stack);
  const requests = addQueues(stack);
  addRule(stack, requests);
  addAlarms(stack, addLogs(stack), contacts);
  return stack;
};
