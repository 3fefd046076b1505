import type { Plant } from './plant.ts';

/** Faults of watches and sweeps: what is seen, decided, tagged and announced. */
export const WATCHING: readonly Plant[] = [
  {
    name: 'an event is published before its fact',
    file: 'lib/peering/decide/decide.ts',
    snippet: 'const observed = wordOf(input.connection.status);',
    instead:
      "const observed = input.connection.status === 'Creating' ? 'Activated' as const : wordOf(input.connection.status);",
  },
  {
    name: 'the id of an event changes from try to try',
    file: 'lib/peering/events/envelope.ts',
    snippet: 'joined(instanceId, status);',
    instead: 'joined(instanceId, status, String(Math.floor(Math.random() * 1e6)));',
  },
  {
    name: 'the accepter is never woken',
    file: 'lib/peering/decide/decide.ts',
    snippet: "const accepts = words.includes('Accepting') && wanted?.accept === 'auto';",
    instead: 'const accepts = false;',
  },
  {
    name: 'the id of routes that are ready changes from time to time',
    file: 'lib/peering/events/build.ts',
    snippet: 'h(plan, args.cause))',
    instead: 'h(plan, args.cause, String(args.observedAt)))',
  },
  {
    name: 'a failure is known by its request alone, whenever it arrived',
    file: 'lib/peering/events/envelope.ts',
    snippet: 'failed.failure.code, String(failed.arrival))',
    instead: 'failed.failure.code)',
  },
  {
    name: 'nobody is reminded of a deadline',
    file: 'lib/peering/decide/decide.ts',
    snippet: "if (isExpiring(input) && isAfter('Expiring', announced)) words.push('Expiring');",
    instead: 'void isExpiring;',
  },
  {
    name: 'nobody hears that a connection is late',
    file: 'lib/peering/decide/decide.ts',
    snippet: 'now - followed.since >= stallAfterMs;',
    instead: 'now - followed.since >= stallAfterMs + 1e12;',
  },
  {
    name: 'the watch of what was rejected or expired has no end',
    file: 'lib/peering/decide/decide.ts',
    snippet: "return connection.status === 'Activated' || isOver(connection);",
    instead: "return connection.status === 'Activated' || connection.status === 'Deleted';",
  },
  {
    name: 'the watch of a delete ends where the connection was rejected or expired',
    file: 'lib/peering/decide/decide.ts',
    snippet: "        connection.status === 'Deleted' ||\n",
    instead: '        isOver(connection) ||\n',
  },
  {
    name: 'a watch ends while a person has to accept',
    file: 'lib/peering/decide/decide.ts',
    snippet: "return connection.status === 'Activated' || isOver(connection);",
    instead:
      "return connection.status === 'Activated' || connection.status === 'Accepting' || isOver(connection);",
  },
  {
    name: 'events show our own tags',
    file: 'lib/peering/events/data.ts',
    snippet: 'connection.tags === undefined',
    instead: 'name !== ""',
  },
  {
    name: 'the subject names the accepting account',
    file: 'lib/peering/events/envelope.ts',
    snippet: 'const { instanceId, regionId, ownerId, vpc } = connection ?? {};',
    instead: 'const { instanceId, regionId, acceptingOwnerUid: ownerId, vpc } = connection ?? {};',
  },
  {
    name: 'Stalled is announced while Accepting',
    file: 'lib/peering/decide/decide.ts',
    snippet: 'isInMotion(connection.status) &&\n  now - followed.since',
    instead: 'now - followed.since',
  },
  {
    name: 'the watch of a modify ends where the connection stands',
    file: 'lib/peering/decide/decide.ts',
    snippet: 'return isUpdated(input) || isOver(connection);',
    instead: "return connection.status === 'Activated' || isOver(connection);",
  },
  {
    name: 'a modify without a trace never settles',
    file: 'lib/peering/decide/modification.ts',
    snippet: 'ageMs >= SETTLED_AFTER_MS;',
    instead: 'ageMs < 0;',
  },
  {
    name: 'tags on a connection of others count as ours',
    file: 'lib/peering/state/tags.ts',
    snippet: 'if (requestId === undefined || connection.ownerId !== accountId) return null;',
    instead: 'if (requestId === undefined) return null;',
  },
  {
    name: 'the tag is written before the delivery',
    scenario: 'sweeping',
    file: 'lib/peering/reconcile/apply.ts',
    snippet: 'for (const announcement of decision.announce)',
    instead:
      'await markState(ctx, seen, decision.state); for (const announcement of decision.announce)',
  },
  {
    name: 'a watch enqueues no successor',
    file: 'lib/peering/reconcile/watch.ts',
    snippet: 'await enqueue(ctx, nextStep(next, ctx.clock.now() + result.waitMs));',
    instead: '',
  },
  {
    name: 'NotFound is taken for Deleted at once',
    file: 'lib/peering/reconcile/missing.ts',
    snippet: 'const isLongGone = looks >= LOOKS && now - since >= WITHIN_MS;',
    instead: 'const isLongGone = true;',
  },
  {
    name: 'the sweep passes everything by',
    file: 'lib/peering/reconcile/sweep.ts',
    snippet: 'await sweepPage(ctx, page.items, budget);',
    instead: '',
  },
  {
    name: 'the sweep writes the tag before it wakes the router',
    scenario: 'sweeping',
    file: 'lib/peering/reconcile/apply.ts',
    snippet: 'for (const wake of decision.wake) await wakeUp(ctx, wake, seen);',
    instead:
      'await markState(ctx, seen, decision.state); for (const wake of decision.wake) await wakeUp(ctx, wake, seen);',
  },
  {
    name: 'a status event carries the id of whoever follows',
    file: 'lib/peering/reconcile/apply.ts',
    snippet:
      'return connectionEvent({ ...common, type: announcement.type, requestId: makerOf(seen) });',
    instead:
      'return connectionEvent({ ...common, type: announcement.type, requestId: seen.requestId ?? makerOf(seen) });',
  },
  {
    name: 'the watch of a delete calls Delete',
    file: 'lib/peering/reconcile/watch.ts',
    snippet: 'const decision = decisionOf(ctx, task, seen);',
    instead:
      "if (task.action === 'delete' && seen.connection.status === 'Activated') await ctx.peering.delete({ instanceId: task.instanceId, clientToken: task.chain }).catch(() => {}); const decision = decisionOf(ctx, task, seen);",
  },
  {
    name: 'a watch never becomes rarer',
    file: 'lib/peering/reconcile/watch.ts',
    snippet: 'const cap = Math.min(Math.max(CAP_MS, ageMs / AGE_SHARE) * stretch, MAX_APART_MS);',
    instead: 'const cap = Math.min(CAP_MS + (ageMs / AGE_SHARE) * 0 * stretch, MAX_APART_MS);',
  },
  {
    name: 'a sweep reads the first page alone',
    scenario: 'sweeping',
    file: 'lib/peering/reconcile/sweep.ts',
    snippet: "if (page.nextToken === undefined || page.nextToken === '') break;",
    instead: 'break;',
  },
  {
    name: 'a sweep looks at the first region alone',
    scenario: 'sweeping',
    file: 'lib/peering/reconcile/sweep.ts',
    snippet: 'ctx.settings.regions.map((each) =>',
    instead: 'ctx.settings.regions.slice(0, 1).map((each) =>',
  },
  {
    name: 'a sweep does not follow what others delete',
    file: 'lib/peering/reconcile/sweep.ts',
    snippet: '    await followLeaving(ctx, row, tags);\n    return;',
    instead: '    return;',
  },
  {
    name: 'the watches of two connections share a name',
    file: 'lib/peering/reconcile/follow.ts',
    snippet: "namedChain('watch', instanceId, action);",
    instead: "namedChain('watch', action);",
  },
  {
    name: 'the watches of two actions share a name',
    file: 'lib/peering/reconcile/follow.ts',
    snippet: "namedChain('watch', instanceId, action);",
    instead: "namedChain('watch', instanceId);",
  },
  {
    name: 'the watches of two connections that others delete share a name',
    file: 'lib/peering/reconcile/follow.ts',
    snippet:
      "namedChain('leaving', connection.instanceId, String(Math.floor(ctx.clock.now() / HOUR_MS))),",
    instead: "namedChain('leaving', String(Math.floor(ctx.clock.now() / HOUR_MS))),",
  },
  {
    name: 'the routes and the cleanup of a connection share a name',
    scenario: 'routes',
    file: 'lib/peering/reconcile/apply.ts',
    snippet: "namedChain('routes', instanceId, purpose), now),",
    instead: "namedChain('routes', instanceId), now),",
  },
  {
    name: 'the routes of two connections share a name',
    scenario: 'routes',
    file: 'lib/peering/reconcile/apply.ts',
    snippet: "namedChain('routes', instanceId, purpose), now),",
    instead: "namedChain('routes', purpose), now),",
  },
  {
    name: 'the accepts of two connections share a name',
    file: 'lib/peering/reconcile/apply.ts',
    snippet: "...firstOf('accept', namedChain('accept', instanceId), now),",
    instead: "...firstOf('accept', namedChain('accept'), now),",
  },
  {
    name: 'a watch ends where a look is refused',
    file: 'lib/peering/reconcile/watch.ts',
    snippet: '    default:\n      return onTrouble(ctx, task, seen);',
    instead:
      "    default:\n      if (seen.kind === 'refused') return END;\n      return onTrouble(ctx, task, seen);",
  },
  {
    name: 'the routes of a create get the door and trace of whoever is followed',
    file: 'lib/peering/reconcile/apply.ts',
    snippet: 'const isMakers = seen.origin && seen.requestId === ownerRequestId;',
    instead: 'const isMakers = seen.origin;',
  },
  {
    name: 'a tag that is refused for good is not remembered',
    file: 'lib/peering/reconcile/apply.ts',
    snippet: 'ctx.memory.unwritten.set(instanceId, { state, isForGood });',
    instead: '',
  },
  {
    name: 'a list that cannot be read counts as one without the row',
    file: 'lib/peering/observe.ts',
    snippet: 'return unlistedBecause(error);',
    instead: 'return error instanceof ApiError ? undefined : unlistedBecause(error);',
  },
  {
    name: 'a sweep passes by what waits for its accept',
    scenario: 'sweeping',
    file: 'lib/peering/reconcile/sweep.ts',
    snippet: "status === 'Accepting' &&\n  clock.now()",
    instead: "status === 'Creating' &&\n  clock.now()",
  },
  {
    name: 'the role of one account counts for every other one',
    file: 'lib/peering/reconcile/apply.ts',
    snippet: 'accepterRoleIn(ctx.settings, acceptingOwnerUid) !== undefined) return',
    instead: 'ctx.settings.accepterRole !== undefined) return',
  },
  {
    name: 'a sweep looks at any number of connections',
    scenario: 'sweeping',
    file: 'lib/peering/reconcile/sweep.ts',
    snippet: 'isWorthALook(ctx, row, tags) && budget.looks > 0',
    instead: 'isWorthALook(ctx, row, tags)',
  },
  {
    name: 'a watch does not wait as long as the service asks',
    file: 'lib/peering/reconcile/watch.ts',
    snippet: 'troubles - 1, look.error.retryAfterMs)',
    instead: 'troubles - 1)',
  },
  {
    name: 'a watch says at each look that a connection is late',
    file: 'lib/peering/reconcile/watch.ts',
    snippet: '    ...(hasStalled ? { hasStalled } : {}),',
    instead: '',
  },
  {
    name: 'a watch remembers the first of two words',
    file: 'lib/peering/decide/decide.ts',
    snippet: '    state: words.at(-1) ?? credible',
    instead: '    state: words[0] ?? credible',
  },
];
