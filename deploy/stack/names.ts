import * as ros from '@alicloud/ros-cdk-core';

/**
 * The table's placeholders in ROS's words. `ALIYUN::TenantId` is the account; `ALIYUN::AccountId` would
 * be the id of the RAM user who creates the stack.
 */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  region: `\${ALIYUN::Region}`,
  account: `\${ALIYUN::TenantId}`,
  name: `\${Name}\${Stage}`,
  accepterRole: `\${AccepterRole}`,
};

/** A text with placeholders as a template value, with further values by name. */
export const named = (text: string, values: Readonly<Record<string, ros.IResolvable>> = {}) => {
  const body = text.replace(/\{([\w:]+)\}/g, (_, key: string) => PLACEHOLDERS[key] ?? `\${${key}}`);
  if (!body.includes('${')) return body;
  return Object.keys(values).length === 0 ? ros.Fn.sub(body) : ros.Fn.sub(body, values);
};

export const queueArn = (suffix: string) =>
  named(`acs:mns:{region}:{account}:/queues/{name}-${suffix}`);
