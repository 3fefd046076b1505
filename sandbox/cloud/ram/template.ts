import * as v from 'valibot';
import { policyDocument, trustDocument } from './policy.ts';
import type { Role } from './ram.ts';
import { resolverOf, type StackContext, template } from './ros.ts';

const role = v.object({
  RoleName: v.string(),
  AssumeRolePolicyDocument: trustDocument,
  Policies: v.optional(
    v.array(v.object({ PolicyName: v.string(), PolicyDocument: policyDocument })),
    [],
  ),
});

/**
 * The roles that a ROS template declares (`ALIYUN::RAM::Role`) with their inline policies, as the stack
 * would make them.
 *
 * @throws an error that names the resource whose role is wrong, or uses a function that is not known.
 */
export const rolesFromTemplate = (input: unknown, stack: StackContext): readonly Role[] => {
  const parsed = v.parse(template, input);
  const resolve = resolverOf(parsed, stack);
  const isMade = (name: string | undefined): boolean =>
    name === undefined || resolve({ 'Fn::Or': [name] }) === true;
  return Object.entries(parsed.Resources)
    .filter(([, { Type, Condition }]) => Type === 'ALIYUN::RAM::Role' && isMade(Condition))
    .map(([id, { Properties }]) => {
      const read = v.safeParse(role, resolve(Properties));
      if (!read.success) throw new Error(`the role ${id} is wrong: ${v.summarize(read.issues)}`);
      const { RoleName, AssumeRolePolicyDocument, Policies } = read.output;
      return {
        name: RoleName,
        trust: AssumeRolePolicyDocument,
        policies: Policies.map(({ PolicyDocument }) => PolicyDocument),
      };
    });
};
