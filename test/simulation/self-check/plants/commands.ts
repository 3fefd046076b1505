import type { Plant } from './plant.ts';

/** Faults of the actions: what a request calls, and what it ends in. */
export const COMMANDS: readonly Plant[] = [
  {
    name: 'a stale row is trusted',
    file: 'lib/peering/commands/create/existing.ts',
    snippet: 'const look = await freshLook(ctx, row, about);',
    instead:
      "const look: Look = { kind: 'met', met: { connection: row, tags: readTags(row, ctx.settings), others: [] } };",
  },
  {
    name: 'a refusal does not say whose connection it is about',
    file: 'lib/peering/commands/process.ts',
    snippet: 'if (outcome.connection) return withoutOurTags(outcome.connection, settings.name);',
    instead: '',
  },
  {
    name: 'a request goes on after its Failed',
    file: 'lib/peering/commands/process.ts',
    snippet: 'logDecision(ctx, item, outcome);\n  return attempt;',
    instead:
      "logDecision(ctx, item, outcome);\n  return outcome.outcome === 'failed' && !isSilent ? wait('transient', 'again') : attempt;",
  },
  {
    name: 'the watch of a delete is not enqueued before the call',
    file: 'lib/peering/commands/delete.ts',
    snippet:
      'if (isFirst) await followDelete(ctx, it.connection, { ...it.item.identified, request }, false);',
    instead: '',
  },
  {
    name: 'a redelivered create writes the options again',
    file: 'lib/peering/commands/create/adopt.ts',
    snippet: '  await followMet(ctx, it, met);\n  const { connection } = met;',
    instead:
      "  await followMet(ctx, it, met);\n  const { connection } = met;\n  await ctx.peering.tagResources({ regionId: connection.regionId, resourceIds: [connection.instanceId], tag: [{ key: 'peerflow:options', value: 'routes=none;accept=manual;by=create' }] });",
  },
  {
    name: 'an adopter takes a connection over from another request',
    file: 'lib/peering/commands/create/adopt.ts',
    snippet: 'if (tags !== null || !isOurs',
    instead: 'if ((tags !== null && isOwnedBy(tags, it.requestId)) || !isOurs',
  },
  {
    name: 'a create asks for the sides the other way round',
    file: 'lib/peering/commands/create/call.ts',
    snippet:
      'vpcId: request.vpcId,\n  acceptingRegionId: request.acceptingRegionId,\n  acceptingVpcId: request.acceptingVpcId,',
    instead:
      'vpcId: request.acceptingVpcId,\n  acceptingRegionId: request.acceptingRegionId,\n  acceptingVpcId: request.vpcId,',
  },
  {
    name: 'a create forgets which routes are wanted',
    file: 'lib/peering/commands/create/call.ts',
    snippet: "optionsOf(request, 'create')",
    instead: "{ ...optionsOf(request, 'create'), routes: 'none' }",
  },
  {
    name: 'policy is not asked about changes',
    file: 'lib/peering/commands/change.ts',
    snippet: "if (it.policy.effect !== 'allow') return failed(it, policyDenied(it.policy));",
    instead: '',
  },
  {
    name: 'policy is not asked about creates',
    file: 'lib/peering/commands/create/create.ts',
    snippet: "if (policy.effect !== 'allow') return onDenied(ctx, it, item);",
    instead: '',
  },
  {
    name: 'an id that comes with another body is taken for the first',
    file: 'lib/peering/commands/create/existing.ts',
    snippet: 'return known !== bodyFingerprint(request);',
    instead: 'return known === bodyFingerprint({ ...request, routes: "none", name: "never" });',
  },
  {
    name: 'a create forgets the tags of its request',
    file: 'lib/peering/commands/create/call.ts',
    snippet: '[...request.tag, ...newTags(',
    instead: '[...newTags(',
  },
  {
    name: 'a pair is not connected anew after its connection was deleted',
    file: 'lib/peering/commands/create/create.ts',
    snippet:
      "const isForPair = it.identified.idKind === 'pair' && !it.identified.request.clientToken;",
    instead: 'const isForPair = false;',
  },
  {
    name: 'what others made is tagged as made by Peerflow',
    file: 'lib/peering/commands/create/adopt.ts',
    snippet: "optionsOf(it.identified.request, 'adopt')",
    instead: "optionsOf(it.identified.request, 'create')",
  },
  {
    name: 'a change has a new ClientToken at each try',
    file: 'lib/peering/commands/observed.ts',
    snippet: '        requestId,\n        action,\n        dryRun,',
    instead: '        requestId: requestId + Math.random(),\n        action,\n        dryRun,',
  },
  {
    name: 'If-Match is ignored',
    file: 'lib/peering/commands/observed.ts',
    snippet: "if (ifMatch === undefined || ifMatch === '*' || isModified) return undefined;",
    instead: "if (ifMatch !== 'never' || isModified) return undefined;",
  },
  {
    name: 'a hint has a connection accepted that waits for a person',
    file: 'lib/peering/commands/accept.ts',
    snippet: "connection.status === 'Accepting' && tags.options?.accept === 'auto';",
    instead: "connection.status === 'Accepting' && tags.options?.accept !== undefined;",
  },
  {
    name: 'an accept that is refused for good is told to nobody',
    file: 'lib/peering/commands/accept.ts',
    snippet: 'return announceFailed(ctx, task, waiting, { action, failure });\n  }\n  const isOver',
    instead: 'void failure; return;\n  }\n  const isOver',
  },
  {
    name: 'an accept is called with the credentials of the requester',
    file: 'lib/peering/commands/accept.ts',
    snippet: 'if (account === ctx.settings.accountId || !ctx.accepter) return ctx.peering;',
    instead: 'if (account !== "none") return ctx.peering;',
  },
  {
    name: 'what policy denies is tried again',
    file: 'lib/peering/commands/change.ts',
    snippet: "if (it.policy.effect !== 'allow') return failed(it, policyDenied(it.policy));",
    instead:
      "if (it.policy.effect !== 'allow') return options.isLastLook ? failed(it, policyDenied(it.policy)) : wait('transient', 'PolicyDenied');",
  },
  {
    name: 'a watch forgets the trace of its request',
    file: 'lib/peering/commands/create/call.ts',
    snippet: '      origin: { ...origin },\n      announced: seen',
    instead: '      announced: seen',
  },
  {
    name: 'a request that was waited for is given up without a word',
    file: 'lib/peering/commands/process.ts',
    snippet: "if (outcome.outcome === 'failed' && !isSilent && ",
    instead:
      "if (outcome.outcome === 'failed' && !isSilent && item.givenUp?.retryable === undefined && item.givenUp) return attempt;\n  if (outcome.outcome === 'failed' && !isSilent && ",
  },
  {
    name: 'what an HTTP caller reads is announced, too',
    file: 'lib/peering/commands/process.ts',
    snippet: 'const isSilent = isAnswering || item.identified.request.dryRun;',
    instead: 'const isSilent = item.identified.request.dryRun;',
  },
  {
    name: 'values are written again while the routes of a modify wait',
    file: 'lib/peering/commands/change.ts',
    snippet: 'if (!isRoutesOnly(request) && !it.item.isModified) {',
    instead: 'if (!isRoutesOnly(request)) {',
  },
  {
    name: 'a dry run that fails is announced',
    file: 'lib/peering/commands/process.ts',
    snippet: 'const isSilent = isAnswering || item.identified.request.dryRun;',
    instead: 'const isSilent = isAnswering;',
  },
  {
    name: 'policy is asked about modify for routes alone',
    file: 'lib/peering/commands/change.ts',
    snippet: "isRoutesOnly(request) ? ('routes' as const) : request.action",
    instead: 'request.action',
  },
  {
    name: 'policy does not hear of force',
    file: 'lib/peering/commands/change.ts',
    snippet: "...(request.action === 'delete' ? { force: request.force } : {}),",
    instead: '',
  },
  {
    name: 'the accepter does not ask as accepter',
    file: 'lib/peering/commands/accept.ts',
    snippet: "via: viaOf(task), asker: 'accepter' } as const",
    instead: 'via: viaOf(task) } as const',
  },
  {
    name: 'adoption is judged by what the request says',
    file: 'lib/peering/commands/create/ends.ts',
    snippet: 'if (isAsAsked) return policy;',
    instead: 'return policy;',
  },
  {
    name: 'a modify forgets when the connection was modified before',
    file: 'lib/peering/commands/change.ts',
    snippet: '...(connection.gmtModified ? { modifiedBefore: connection.gmtModified } : {}),',
    instead: '',
  },
  {
    name: 'a listed connection that no look finds is gone at once for a create',
    file: 'lib/peering/commands/create/existing.ts',
    snippet: 'pendingMs >= LISTS_LAG_MS',
    instead: 'pendingMs >= 0',
  },
  {
    name: 'a create forgets its resource group',
    file: 'lib/aliyun/peering/peering-api.ts',
    snippet: 'ResourceGroupId: input.resourceGroupId,\n          DryRun',
    instead: 'DryRun',
  },
  {
    name: 'who adopts a connection does not read its tags back',
    file: 'lib/peering/commands/create/adopt.ts',
    snippet: 'tags: seen.tags ?? written }',
    instead: 'tags: written }',
  },
  {
    name: 'an adoption does not say that its accept is not wanted',
    file: 'lib/peering/commands/create/adopt.ts',
    snippet: '  ...routes(request, tags),\n  ...accept(request, tags),',
    instead: '  ...routes(request, tags),',
  },
  {
    name: 'the last look at what is given up calls once more',
    file: 'lib/peering/commands/change.ts',
    snippet:
      "  if (isLastLook) return wait(it.item.reason ?? 'transient', 'The last look shows no effect.');",
    instead: '',
  },
  {
    name: 'the end of a connection is told under the id of its delete',
    file: 'lib/peering/commands/delete.ts',
    snippet:
      'const ownerOf = ({ tags, requestId }: Observed): string => tags?.requestId ?? requestId;',
    instead: 'const ownerOf = ({ requestId }: Observed): string => requestId;',
  },
  {
    name: 'routes of a modify that fail are named by their connection',
    file: 'lib/peering/commands/process.ts',
    snippet: '          cause: requestId,',
    instead: '          cause: request.instanceId,',
  },
  {
    name: 'a dry run fails over the connection that its request would adopt',
    file: 'lib/peering/commands/create/dry-run.ts',
    snippet: "  if (existing.kind === 'met') return passed;",
    instead: '',
  },
  {
    name: 'a connection that was rejected is not in the way of its pair',
    file: 'lib/peering/commands/create/existing.ts',
    snippet: "    if (now === 'Rejected' || now === 'Expired') {",
    instead: "    if (now === 'Expired') {",
  },
  {
    name: 'an end that nobody has seen is told as if it had been',
    file: 'lib/peering/commands/delete-missing.ts',
    snippet: '  const findings = item.lastSeen ? [] : [neverSeen(instanceId)];',
    instead: '  const findings: readonly Finding[] = [];',
  },
  {
    name: 'policy denies what a create has made meanwhile',
    file: 'lib/peering/commands/create/create.ts',
    snippet: '  if (item.reason === undefined) return denied(it);',
    instead: '  if (true as boolean) return denied(it);',
  },
  {
    name: 'who sends a refused create once more is told to have it',
    file: 'lib/peering/commands/create/existing.ts',
    snippet:
      '    if (isAdoptable(look.met.connection.status)) return look;\n  }\n  return undefined;\n};\n\ntype Look',
    instead: '    return look;\n  }\n  return undefined;\n};\n\ntype Look',
  },
  {
    name: 'nobody follows a delete that is taken after its first watch',
    file: 'lib/peering/commands/delete.ts',
    snippet:
      '  if (!isFirst) await followDelete(ctx, it.connection, { ...it.item.identified, request }, true);',
    instead: '',
  },
];
