import {
  ACCEPTER_ROLE_PERMISSION,
  type FunctionName,
  PERMISSIONS,
  type Permission,
} from './permissions.ts';
import { SINK_KINDS } from './sinks.ts';

/** One statement of a RAM policy; everything here allows. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** Rights as statements: those on the same resources share one, since RAM bounds a policy's length. */
export const statementsOf = (permissions: readonly Permission[]): Statement[] => {
  const byResource = new Map<string, { on: readonly string[]; actions: string[] }>();
  for (const { action, on } of permissions) {
    const found = byResource.get(on.join(' '));
    if (found === undefined) byResource.set(on.join(' '), { on, actions: [action] });
    else found.actions.push(action);
  }
  return [...byResource.values()].map(({ on, actions }) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: on,
  }));
};

export const permissionsOf = (name: FunctionName): readonly Permission[] =>
  PERMISSIONS.filter(({ by }) => by.includes(name));

/** What the placeholders of the table stand for in one deployment. */
export interface DeploymentValues {
  readonly region: string;
  readonly account: string;
  readonly name: string;
  /** ARN or pattern of the role in the other account, if there is one. */
  readonly accepterRole?: string;
  /** Entries by the name of the template's parameter, e.g. `{SinkQueues: ['facts']}`. */
  readonly sinks?: Readonly<Record<string, readonly string[]>>;
}

const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);

const sinkPermissions = (values: DeploymentValues): Permission[] =>
  SINK_KINDS.flatMap(({ parameter, permissions }) =>
    (values.sinks?.[parameter] ?? []).flatMap((sink) =>
      permissions.map((each) => ({ ...each, on: each.on.map((on) => fill(on, { sink })) })),
    ),
  );

/**
 * The statements of one function's role in one deployment, as the stack grants them: what a local
 * stand-in for RAM needs to judge calls.
 */
export const resolvedStatements = (name: FunctionName, values: DeploymentValues): Statement[] => {
  const { region, account, accepterRole } = values;
  const accepter = accepterRole === undefined ? [] : [ACCEPTER_ROLE_PERMISSION];
  const permissions = [...PERMISSIONS, ...accepter, ...sinkPermissions(values)]
    .filter(({ by }) => by.includes(name))
    .map((each) => ({
      ...each,
      on: each.on.map((on) =>
        fill(on, { region, account, name: values.name, accepterRole: accepterRole ?? '' }),
      ),
    }));
  return statementsOf(permissions);
};
