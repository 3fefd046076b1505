import type { Asked } from '../model/request.ts';

/** An item on its way: what was asked, how long ago, how often it was tried. */
export interface Task {
  /** Place in the payload of the invocation that brought it. */
  readonly position: number;
  readonly asked: Asked;
  /** Epoch ms of the first try: bounds count from it. */
  readonly since: number;
  readonly tries: number;
  /** Epoch ms before which another try is useless. */
  readonly due: number;
  readonly generation?: string | undefined;
  /** VPCs that had an operation under way when the task was handed on: to be looked at first. */
  readonly waitsFor?: readonly string[] | undefined;
}

/** What two items must not touch at once: the API takes one operation a VPC at a time. */
export const resourcesOf = ({ asked }: Task): readonly string[] =>
  asked.request.action === 'create'
    ? [asked.request.vpcId, asked.request.acceptingVpcId]
    : [asked.request.instanceId];
