import * as ros from '@alicloud/ros-cdk-core';
import { ManagedPolicy, Role, type RosManagedPolicy } from '@alicloud/ros-cdk-ram';
import {
  ACCEPTER_ROLE_PERMISSION,
  FUNCTIONS,
  type FunctionName,
  type Permission,
} from '../permissions.ts';
import { permissionsOf, statementsOf } from '../policies.ts';
import { SINK_KINDS, type SinkKind } from '../sinks.ts';
import { named } from './names.ts';

const VERSION = '1';

type Values = Readonly<Record<string, ros.IResolvable>>;

const document = (permissions: readonly Permission[], values: Values = {}) => ({
  version: VERSION,
  statement: statementsOf(permissions).map(
    ({ Effect, Action, Resource }): RosManagedPolicy.StatementProperty => ({
      effect: Effect,
      action: [...Action],
      resource: Resource.map((each) => named(each, values)),
    }),
  ),
});

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const roleName = (name: FunctionName) => named(`{name}-${name}`);

/** One role for each function: whoever may invoke a function does not get what another one may. */
export const addRoles = (stack: ros.Stack): Role[] =>
  FUNCTIONS.map(
    (name) =>
      new Role(stack, `${capital(name)}FunctionRole`, {
        roleName: roleName(name),
        description: `Peerflow's ${name} function`,
        deletionForce: true,
        assumeRolePolicyDocument: {
          version: VERSION,
          statement: [
            {
              action: 'sts:AssumeRole',
              effect: 'Allow',
              principal: { service: ['fc.aliyuncs.com'] },
            },
          ],
        },
        policies: [{ policyName: roleName(name), policyDocument: document(permissionsOf(name)) }],
      }),
  );

const attach = (
  stack: ros.Stack,
  id: string,
  roles: readonly Role[],
  props: { name: string; by: readonly FunctionName[]; permissions: readonly Permission[] },
  values: Values = {},
): ManagedPolicy => {
  const policy = new ManagedPolicy(stack, id, {
    policyName: named(props.name, values),
    policyDocument: document(props.permissions, values),
    roles: props.by.map(roleName),
  });
  for (const role of roles) policy.addDependency(role);
  return policy;
};

/** The right to assume the role of the other account, for those that speak for it. */
export const addAccepterPolicy = (
  stack: ros.Stack,
  roles: readonly Role[],
  condition: ros.RosCondition,
): void => {
  const { by } = ACCEPTER_ROLE_PERMISSION;
  const permissions = [ACCEPTER_ROLE_PERMISSION];
  attach(stack, 'AccepterPolicy', roles, {
    name: '{name}-other-account',
    by,
    permissions,
  }).addCondition(condition);
};

/** Rights of one kind of sink, by who has them. */
const byHolders = ({ permissions }: SinkKind): Permission[][] => {
  const holders = [...new Set(permissions.map(({ by }) => by))];
  return holders.map((each) => permissions.filter(({ by }) => by.join() === each.join()));
};

/** One policy an entry of the list: each sink adds exactly what it needs. */
export const addSinkPolicies = (
  stack: ros.Stack,
  roles: readonly Role[],
  parameters: ReadonlyMap<string, ros.RosParameter>,
): void => {
  for (const kind of SINK_KINDS) {
    const list = parameters.get(kind.parameter);
    if (list === undefined) continue;
    for (const [at, permissions] of byHolders(kind).entries()) {
      const suffix = at === 0 ? '' : '-health';
      const name = `{name}-sink-${kind.kind}${suffix}-{ALIYUN::Index}`;
      const sink = ros.Fn.select(ros.Fn.ref('ALIYUN::Index'), list);
      const id = `${capital(kind.kind)}SinkPolicy${at === 0 ? '' : 'Health'}`;
      const by = permissions[0]?.by ?? [];
      const policy = attach(stack, id, roles, { name, by, permissions }, { sink });
      policy.addCount(ros.Token.asAny(ros.Fn.lengthOf(list)));
    }
  }
};
