import * as v from 'valibot';
import { policyDocument, trustDocument } from './policy.ts';
import type { Role } from './ram.ts';
import { type Made, resourcesOf, type StackContext, template } from './ros.ts';

const role = v.object({
  RoleName: v.string(),
  AssumeRolePolicyDocument: trustDocument,
  Policies: v.optional(
    v.array(v.object({ PolicyName: v.string(), PolicyDocument: policyDocument })),
    [],
  ),
});

/** A policy that is attached to roles by their names. */
const managedPolicy = v.object({
  PolicyDocument: policyDocument,
  Roles: v.optional(v.array(v.string()), []),
});

const read = <T extends v.GenericSchema>(schema: T, { id, type, properties }: Made) => {
  const parsed = v.safeParse(schema, properties);
  if (!parsed.success) throw new Error(`${type} ${id} is wrong: ${v.summarize(parsed.issues)}`);
  return parsed.output;
};

/**
 * The roles that a ROS template declares (`ALIYUN::RAM::Role`), as the stack would make them: with their
 * inline policies and those of `ALIYUN::RAM::ManagedPolicy` that name them.
 *
 * @throws an error that names the resource that is wrong, or uses a function that is not known.
 */
export const rolesFromTemplate = (input: unknown, stack: StackContext): readonly Role[] => {
  const made = resourcesOf(v.parse(template, input), stack);
  const ofType = (type: string): readonly Made[] => made.filter((each) => each.type === type);
  const managed = ofType('ALIYUN::RAM::ManagedPolicy').map((each) => read(managedPolicy, each));
  return ofType('ALIYUN::RAM::Role').map((each) => {
    const { RoleName, AssumeRolePolicyDocument, Policies } = read(role, each);
    const attached = managed.filter(({ Roles }) => Roles.includes(RoleName));
    const policies = [...Policies, ...attached].map(({ PolicyDocument }) => PolicyDocument);
    return { name: RoleName, trust: AssumeRolePolicyDocument, policies };
  });
};
